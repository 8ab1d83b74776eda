/** What every candidate does besides its work: it tells its port, and what it has cost so far when asked. */

/**
 * @param server listening, or about to
 * @param more what else it tells when it is asked
 */
export function serve(server, more = () => ({})) {
  const tell = () => process.send({ port: server.address().port });
  if (server.listening) tell();
  else server.once('listening', tell);
  process.on('message', () => {
    globalThis.gc?.();
    process.send({ ...process.cpuUsage(), ...process.memoryUsage(), ...more() });
  });
  process.on('disconnect', () => process.exit());
}

/** The origin of the stub. */
export const upstream = `http://127.0.0.1:${process.argv[2]}`;
