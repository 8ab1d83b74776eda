/** A wire tap in front of a gateway: hands on every byte both ways and keeps what the client sent. */
import { createHash } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { messagesIn } from './client-messages.mjs';

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * Starts a tap.
 *
 * @param {string} target the origin of the gateway
 */
export async function startTap(target) {
  const { hostname, port } = new URL(target);
  /** @type {Buffer[][]} */
  const connections = [];
  const sockets = new Set();

  const server = createServer((client) => {
    const gateway = connect(Number(port), hostname);
    const sent = [];
    connections.push(sent);
    client.on('data', (chunk) => sent.push(chunk));
    for (const [from, to] of [
      [client, gateway],
      [gateway, client],
    ]) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Every request that the client sent, connection by connection. */
    requests: () => connections.flatMap((chunks) => Array.from(parse(Buffer.concat(chunks)))),
    /** Every WebSocket that the client asked for: the handshake, and what it sent behind it. */
    async sockets() {
      const all = connections.flatMap((chunks) => Array.from(parse(Buffer.concat(chunks))));
      const handshakes = all.filter(({ headers }) => headers.upgrade !== undefined);
      return Promise.all(
        handshakes.map(async ({ behind, url, headers, rawHeaders }) => {
          const messages = await messagesIn(behind);
          return { url, headers, rawHeaders, messages };
        }),
      );
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Cuts requests apart. Codex always sends a content-length (spec/clients.md 2). */
function* parse(bytes) {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(HEAD_END, start);
    if (end < 0) return;
    const [line, ...fields] = bytes.subarray(start, end).toString('latin1').split('\r\n');
    const [method, url] = line.split(' ');
    const rawHeaders = fields.flatMap((field) => /^([^:]+): *(.*)$/.exec(field).slice(1));
    const headers = Object.fromEntries(
      rawHeaders.flatMap((name, index) =>
        index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1]]] : [],
      ),
    );
    const bodyStart = end + HEAD_END.length;
    if (headers.upgrade !== undefined) {
      yield {
        method,
        url,
        headers,
        rawHeaders,
        body: bytes.subarray(0, 0),
        behind: bytes.subarray(bodyStart),
      };
      return;
    }
    start = bodyStart + Number(headers['content-length'] ?? 0);
    const body = bytes.subarray(bodyStart, start);
    yield { method, url, headers, rawHeaders, body, sha256: createHash('sha256').update(body).digest('hex') };
  }
}
