/** Numbers into tables. */
import { cpus } from 'node:os';
import { EVENTS } from './messages.mjs';
import { PLACEMENT } from './processes.mjs';
import { median, table } from './tables.mjs';

const LABELS = {
  direct: 'direct to the provider',
  bare: 'bare proxy on `node:http`',
  node: '**Aperture, `createServer`**',
  'bare-koa': 'bare proxy in Koa 3',
  koa: '**Aperture in Koa 3**',
  'bare-express': 'bare proxy in Express 5',
  express: '**Aperture in Express 5**',
};
/** The bare proxy that stands on the same ground. */
const BARE = { node: 'bare', koa: 'bare-koa', express: 'bare-express' };

/**
 * The median of each figure over the rounds, by candidate and job. `ratio` is the CPU beside that of the bare proxy in the
 * same round, seconds apart: what else the machine does moves from round to round, and much more than this.
 */
export function summary(samples) {
  const groups = new Map();
  for (const sample of samples) {
    const { round, candidate, job, result } = sample;
    const bare = samples.find(
      (other) => other.round === round && other.candidate === BARE[candidate] && other.job === job,
    );
    const figures = bare ? { ...result, ratio: result.cpu / bare.result.cpu } : result;
    const key = JSON.stringify([candidate, job]);
    if (!groups.has(key)) groups.set(key, { candidate, job, rounds: [] });
    groups.get(key).rounds.push(figures);
  }
  return [...groups.values()].map(({ candidate, job, rounds }) => {
    const figures = {};
    for (const name of Object.keys(rounds[0])) figures[name] = median(rounds.map((round) => round[name]));
    return { candidate, job, figures };
  });
}

const whole = (number) => Math.round(number).toLocaleString('en-US');

/** One table of requests by a cell function, a column for each size and number of connections. */
function requestTable(results, cell) {
  const jobs = uniqueJobs(results, ({ kind }) => kind === 'requests');
  const header = ['', ...jobs.map(({ size, connections }) => `${size / 1000} kB × ${connections}`)];
  return table(
    header,
    candidatesOf(results).map((candidate) => {
      const cells = jobs.map((job) => cell(find(results, candidate, job)));
      return [LABELS[candidate]].concat(cells);
    }),
  );
}

function uniqueJobs(results, wanted) {
  return [...new Set(results.filter(({ job }) => wanted(job)).map(({ job }) => JSON.stringify(job)))].map(
    (job) => JSON.parse(job),
  );
}

function candidatesOf(results) {
  return [...new Set(results.map(({ candidate }) => candidate))].sort(
    (a, b) => Object.keys(LABELS).indexOf(a) - Object.keys(LABELS).indexOf(b),
  );
}

function find(results, candidate, job) {
  const key = JSON.stringify(job);
  return results.find((row) => row.candidate === candidate && JSON.stringify(row.job) === key)?.figures;
}

function streamTable(results) {
  const [paced] = uniqueJobs(results, ({ answer }) => answer === 'paced');
  const [burst] = uniqueJobs(results, ({ answer }) => answer === 'burst');
  return table(
    [
      '',
      'CPU µs an event',
      'first byte p50 / p99 µs',
      'delay an event p50 / p99 µs',
      'events lost',
      'burst streams/s',
      'burst CPU µs an event',
    ],
    candidatesOf(results).map((candidate) => {
      const flow = find(results, candidate, paced);
      const flood = find(results, candidate, burst);
      return [
        LABELS[candidate],
        flow.cpu ? flow.cpu.toFixed(1) : '–',
        `${whole(flow.firstP50)} / ${whole(flow.firstP99)}`,
        `${whole(flow.delayP50)} / ${whole(flow.delayP99)}`,
        String(flow.lost + flood.lost),
        whole(flood.rate),
        flood.cpu ? flood.cpu.toFixed(1) : '–',
      ];
    }),
  );
}

function cpuCell({ cpu, ratio }) {
  if (!cpu) return '–';
  return ratio ? `${whole(cpu)} (${ratio.toFixed(2)}×)` : whole(cpu);
}

/** All tables. */
export function tables(results) {
  return [
    '### CPU time a request, in µs (and beside the bare proxy on the same ground)',
    requestTable(results, cpuCell),
    '### Requests a second',
    requestTable(results, ({ rate }) => whole(rate)),
    '### Time to the whole answer, p50 / p99 in µs',
    requestTable(results, ({ p50, p99 }) => `${whole(p50)} / ${whole(p99)}`),
    `### Streams of ${EVENTS} events: 32 side by side, an event each 5 ms; bursts on 8 connections, no pause between events`,
    streamTable(results),
  ].join('\n\n');
}

/** The page of the docs. */
export function document(text, rounds) {
  const [{ model }] = cpus();
  return `# Benchmarks

What the gateway costs beside a bare proxy on the same stack, and beside no proxy. Made by \`npm run bench -- --write-docs\`;
\`npm run bench -- --quick\` gives a first look. Compare rows of one table and trust ratios: absolute figures are this machine's.

${text}

## Method

- Machine: ${cpus().length} × ${model.trim()}, Node ${process.versions.node}, Linux; ${PLACEMENT}. Medians of ${rounds} rounds after
  a warm-up; all candidates take turns within each round, and a ratio is the median of the rounds' ratios.
- Every candidate's output is checked before anything is timed: request body and answer byte for byte, headers, repeats,
  the credential put in place of the client's, every event of a stream (\`bench/validate.mjs\`). A lost request or event
  ends the run.
- A request is a chat completion of 2 kB or 100 kB; the answer is 1.5 kB of JSON. Each connection sends its next request
  when it has its answer. CPU is user and system time of the candidate's process, divided by the requests it answered.
- The delay of an event is the time between the provider's write and the client's read, by the machine's one clock.
- *Direct* is the load against the stand-in for the provider: what the tools themselves can do. *Bare* collects the body
  and hands it to \`undici.dispatch\` without a look, and the answer back: what any proxy on the same ground costs at least.
- Express sets another prototype on each request and response, which slows Node's own code down as well: a bare proxy in
  Express costs more than the gateway outside of it.
- The gateway does all it does in service: tells who calls, finds the model in the body, decides by grants, puts the
  provider's key in place of the client's, keeps deadlines.
`;
}
