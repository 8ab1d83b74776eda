/** CPU a request with the record on, beside the gateway that keeps none: side by side, in turns. */
import { ask, CORES, start } from '../processes.mjs';
import { median, table } from '../tables.mjs';
import { validate } from '../validate.mjs';

const LEVELS = {
  none: 'no record',
  off: 'record, no captures',
  headers: 'record, headers',
  full: 'record, headers and bodies',
};
const JOBS = [
  { title: '2 kB × 32', kind: 'requests', size: 2_000, connections: 32, milliseconds: 2_000 },
  { title: '100 kB × 32', kind: 'requests', size: 100_000, connections: 32, milliseconds: 2_000 },
  { title: 'event of a stream', kind: 'streams', answer: 'paced', connections: 32, rounds: 2 },
];

export async function measureCalls(rounds) {
  const { child: upstream, ready: stub } = await start('stub.mjs', CORES.surroundings);
  const { child: load } = await start('load.mjs', CORES.surroundings);
  const candidates = [];
  for (const level of Object.keys(LEVELS)) {
    const { child, ready } = await start('candidates/node-records.mjs', CORES.candidate, [
      String(stub.port),
      level,
    ]);
    await validate(ready.port, { rewrites: true });
    candidates.push({ level, child, port: ready.port });
  }
  const measure = async ({ child, port }, job) => {
    const before = await ask(child, 'usage');
    const result = await ask(load, { ...job, port });
    if (result.failed > 0 || result.lost > 0) throw new Error(`lost: ${JSON.stringify(result)}`);
    const after = await settled(child);
    const cpu = after.user + after.system - before.user - before.system;
    return { cpu: cpu / (result.requests ?? result.events), after };
  };
  for (const candidate of candidates) for (const job of JOBS) await measure(candidate, job);

  const samples = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const job of JOBS) {
      const costs = {};
      // In another order each round: who runs after whom must not matter.
      for (let turn = 0; turn < candidates.length; turn += 1) {
        const candidate = candidates[(turn + round) % candidates.length];
        costs[candidate.level] = (await measure(candidate, job)).cpu;
      }
      samples.push({ title: job.title, costs });
    }
  }
  let dropped = '';
  for (const { level, child } of candidates) {
    const { store } = await ask(child, 'usage');
    if (store)
      dropped += `${level}: ${store.written} written, ${store.droppedRecords} records and ${store.droppedCaptures} captures dropped\n`;
    child.disconnect();
  }
  load.disconnect();
  upstream.disconnect();
  const of = (title) => samples.filter((sample) => sample.title === title);
  const cell = (level, title) => {
    const cpu = median(of(title).map(({ costs }) => costs[level]));
    const ratio = median(of(title).map(({ costs }) => costs[level] / costs.none));
    return `${cpu.toFixed(1)} (${ratio.toFixed(2)}×)`;
  };
  const rows = Object.entries(LEVELS).map(([level, label]) =>
    [label].concat(JOBS.map(({ title }) => cell(level, title))),
  );
  return `CPU µs, of the whole process and its threads\n${table(['', ...JOBS.map(({ title }) => title)], rows)}\n${dropped}`;
}

/** What is still in the queue is paid for as well. */
async function settled(child) {
  for (;;) {
    const seen = await ask(child, 'usage');
    if (!seen.store || seen.store.queued === 0) return seen;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
