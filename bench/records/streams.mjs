/** Memory that open streams take, with the record and without. */
import { ask, CORES, start } from '../processes.mjs';
import { table } from '../tables.mjs';

const MEGABYTE = 1024 * 1024;

export async function measureStreams(connections) {
  const { child: upstream, ready: stub } = await start('stub.mjs', CORES.surroundings);
  const { child: load } = await start('load.mjs', CORES.surroundings);
  const rows = [];
  for (const level of ['none', 'off', 'full']) {
    const { child, ready } = await start(
      'candidates/node-records.mjs',
      CORES.candidate,
      [String(stub.port), level],
      ['--expose-gc'],
    );
    const job = { kind: 'open', port: ready.port, connections };
    // Once before, so that code and buffers that stay are there.
    await ask(load, job);
    await ask(load, { kind: 'leave' });
    const before = await ask(child, 'usage');
    await ask(load, job);
    const during = await ask(child, 'usage');
    await ask(load, { kind: 'leave' });
    const grown = (name) => ((during[name] - before[name]) / connections / 1024).toFixed(1);
    rows.push([level, grown('heapUsed'), grown('external'), (during.rss / MEGABYTE).toFixed(0)]);
    child.disconnect();
  }
  load.disconnect();
  upstream.disconnect();
  return table([`${connections} open streams`, 'heap kB a stream', 'external kB a stream', 'RSS MB'], rows);
}
