/**
 * What it costs a request that the Tailscale daemon says who calls: `node bench/peers.mjs` (after `npm run build`).
 * docs/decisions/0037 has the figures. One gateway keeps the answers, as it does for ten seconds by default; one asks for
 * each request; and one knows every caller by its loopback address and asks nobody.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, CORES, start } from './processes.mjs';

const ROUNDS = 7;
const MILLISECONDS = 1_000;
/** Enough for a thousand questions. */
const WARM_UP = 20;

const directory = mkdtempSync(join(tmpdir(), 'aperture-bench-'));
const socket = join(directory, 'daemon.sock');
const { ready: stub } = await start('stub.mjs', CORES.surroundings);
const { child: load } = await start('load.mjs', CORES.surroundings);
const { child: daemon } = await start('daemon.mjs', CORES.surroundings, [socket]);
const gatewayWith = (cache) =>
  start('candidates/tailnet.mjs', CORES.candidate, [String(stub.port), socket, cache]);
const keeping = await gatewayWith('1h');
const asking = await gatewayWith('0s');
const local = await start('candidates/node.mjs', CORES.candidate, [String(stub.port)]);

const CASES = [
  { name: 'by its loopback address', ...local, peers: 0 },
  { name: 'by the daemon, 1 peer', ...keeping, peers: 1 },
  { name: 'by the daemon, 1,000 peers', ...keeping, peers: 1_000 },
  { name: 'by the daemon, asked each time', ...asking, peers: 1_000 },
];

async function measure({ child, ready, peers }, milliseconds) {
  const { asked } = await ask(daemon, 'asked');
  const before = await ask(child, 'usage');
  const job = { kind: 'requests', size: 2_000, connections: 32, port: ready.port, peers, milliseconds };
  const result = await ask(load, job);
  assert.equal(result.failed, 0, 'every call was let through');
  const after = await ask(child, 'usage');
  const cpu = after.user + after.system - before.user - before.system;
  const questions = (await ask(daemon, 'asked')).asked - asked;
  return { ...result, cpu: cpu / result.requests, questions };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

// Who is not known yet is asked about here, and the code is warm afterwards.
for (const one of CASES) {
  one.asked = 0;
  for (let i = 0; i < WARM_UP && (i === 0 || one.child === keeping.child); i++) {
    one.asked += (await measure(one, MILLISECONDS)).questions;
    if (one.asked >= one.peers && i > 2) break;
  }
}
const [, first, second] = CASES;
assert.deepEqual(
  [first.asked, first.asked + second.asked],
  [1, second.peers],
  'each peer is asked about once',
);
const samples = CASES.map(() => []);
for (let round = 0; round < ROUNDS; round++) {
  for (const [i, one] of CASES.entries()) samples[i].push(await measure(one, MILLISECONDS));
}
for (const child of [load, daemon, keeping.child, asking.child, local.child]) child.disconnect();
rmSync(directory, { recursive: true });

const kept = samples.slice(0, 3).flat();
assert.equal(
  kept.reduce((sum, { questions }) => sum + questions, 0),
  0,
  'and about nobody again',
);

const rows = CASES.map(({ name }, i) => {
  const of = (key) => median(samples[i].map((sample) => sample[key]));
  const [calls, questions] = ['requests', 'questions'].map((key) =>
    samples[i].reduce((sum, sample) => sum + sample[key], 0),
  );
  return `| ${name} | ${of('cpu').toFixed(1)} | ${of('p50').toFixed(0)} | ${calls} | ${questions} |`;
});
process.stdout.write(
  `| who calls | µs CPU a request | p50 µs | requests | questions |\n|---|---:|---:|---:|---:|\n${rows.join('\n')}\n`,
);
process.exit();
