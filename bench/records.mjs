/**
 * What the record of calls costs: `node bench/records.mjs`. docs/benchmarks-records.md has the figures and says how.
 *
 *   --only calls,streams,store,size   these parts
 *   --records n                       records of the store's parts; default 1,000,000
 *   --rounds n                        of the part `calls`; default 7
 *   --postgres                        measure a Postgres server as well (`npm run postgres` installs it)
 */
import { parseArgs } from 'node:util';
import { measureCalls } from './records/calls.mjs';
import { measureStore } from './records/store.mjs';
import { measureStreams } from './records/streams.mjs';

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    records: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '7' },
    postgres: { type: 'boolean', default: false },
  },
});
const parts = flags.only?.split(',') ?? ['calls', 'streams', 'store'];

if (parts.includes('calls')) process.stdout.write(await measureCalls(Number(flags.rounds)));
if (parts.includes('streams')) process.stdout.write(await measureStreams(1_000));
if (parts.includes('store')) {
  process.stdout.write(await measureStore({ records: Number(flags.records), postgres: flags.postgres }));
}
