/**
 * Benchmarks of the gateway beside a bare proxy and no proxy at all (`npm run bench`). docs/benchmarks.md says what is
 * measured and how.
 *
 *   --quick          short rounds, for a look
 *   --only a,b       these candidates
 *   --rounds n       default 7
 *   --json file      also write the numbers there
 *   --write-docs     write docs/benchmarks.md
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ask, CORES, start } from './processes.mjs';
import { document, summary, tables } from './report.mjs';
import { validate } from './validate.mjs';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    json: { type: 'string' },
    'write-docs': { type: 'boolean', default: false },
  },
});

/** Those without a module are asked directly. */
const CANDIDATES = [
  { name: 'direct' },
  { name: 'bare', module: 'candidates/bare.mjs' },
  { name: 'node', module: 'candidates/node.mjs', rewrites: true },
  { name: 'bare-koa', module: 'candidates/bare-koa.mjs' },
  { name: 'koa', module: 'candidates/koa.mjs', rewrites: true },
  { name: 'bare-express', module: 'candidates/bare-express.mjs' },
  { name: 'express', module: 'candidates/express.mjs', rewrites: true },
];

const rounds = Number(flags.rounds ?? (flags.quick ? 3 : 7));
const milliseconds = flags.quick ? 400 : 1_000;

const requests = [2_000, 100_000].flatMap((size) =>
  [1, 32, 256].map((connections) => ({ kind: 'requests', size, connections, milliseconds })),
);
const paced = { kind: 'streams', answer: 'paced', connections: 32, rounds: flags.quick ? 1 : 2 };
const burst = { kind: 'streams', answer: 'burst', connections: 8, rounds: flags.quick ? 10 : 40 };
const jobs = [...requests, paced, burst];

const log = (text) => process.stderr.write(`${text}\n`);
const wanted = flags.only?.split(',');
const { ready: stub } = await start('stub.mjs', CORES.surroundings);
const { child: load } = await start('load.mjs', CORES.surroundings);

const candidates = [];
for (const candidate of CANDIDATES) {
  if (wanted && !wanted.includes(candidate.name)) continue;
  const { child, ready } = candidate.module
    ? await start(candidate.module, CORES.candidate, [String(stub.port)])
    : { ready: stub };
  await validate(ready.port, { rewrites: candidate.rewrites === true });
  log(`${candidate.name}: output is right`);
  candidates.push({ ...candidate, child, port: ready.port });
}

function shuffled(list) {
  return list
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** Runs a job against a candidate and counts what it cost there. */
async function measure({ child, port }, job) {
  const before = child && (await ask(child, 'usage'));
  const result = await ask(load, { ...job, port });
  if (result.failed > 0 || result.lost > 0) throw new Error(`lost: ${JSON.stringify({ job, result })}`);
  if (!child) return result;
  const after = await ask(child, 'usage');
  const cpu = after.user + after.system - before.user - before.system;
  return { ...result, cpu: cpu / (result.requests ?? result.events), rss: after.rss };
}

log('warming up');
const warmUp = { kind: 'requests', size: 2_000, connections: 32, milliseconds: flags.quick ? 2_000 : 4_000 };
for (const candidate of candidates) for (const job of [warmUp, paced, burst]) await measure(candidate, job);

const samples = [];
for (let round = 1; round <= rounds; round++) {
  log(`round ${round} of ${rounds}`);
  for (const job of jobs) {
    // Side by side within the round, so that whatever else the machine does falls on all of them; in a new order each
    // time, because who runs after `direct` finds a core that others have settled on meanwhile.
    for (const candidate of shuffled(candidates)) {
      samples.push({ round, candidate: candidate.name, job, result: await measure(candidate, job) });
    }
  }
}
for (const { child } of [{ child: load }, ...candidates]) child?.disconnect();

const results = summary(samples);
const text = tables(results);
process.stdout.write(`${text}\n`);
mkdirSync(new URL('results/', import.meta.url), { recursive: true });
const json = `${JSON.stringify(results, null, 2)}\n`;
writeFileSync(new URL('results/latest.json', import.meta.url), json);
writeFileSync(new URL('results/latest.md', import.meta.url), `${text}\n`);
if (flags.json) writeFileSync(flags.json, json);
if (flags['write-docs'])
  writeFileSync(new URL('../docs/benchmarks.md', import.meta.url), document(text, rounds));
process.exit();
