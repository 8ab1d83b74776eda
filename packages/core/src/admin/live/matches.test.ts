import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CallRecord } from '../../record/record.ts';
import { callRecord, idOf } from '../../testing/call-record.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { matches, type LiveFilter } from './matches.ts';

const word = fc.constantFrom('a', 'A', 'b', 'ab', '%', '');
const outcome = fc.constantFrom('completed' as const, 'refused' as const);
const status = fc.constantFrom(200, 403);

const records: fc.Arbitrary<CallRecord> = fc
  .record({
    identity: fc.option(word.map((login) => ({ login, node: null, tags: [], source: 'test' }))),
    client: word.map((name) => ({ name, version: null })),
    model: fc.option(word),
    modelAsked: fc.option(word),
    provider: fc.option(word),
    error: fc.option(word),
    session: word,
    path: word,
    outcome,
    status,
  })
  .map((fields) => callRecord(1, fields));

const filters: fc.Arbitrary<LiveFilter> = fc.record(
  {
    user: word,
    model: word,
    provider: word,
    client: word,
    session: word,
    text: word,
    outcome,
    status,
  },
  { requiredKeys: [] },
);

it('shows as it comes what a store would find of it later', async () => {
  await fc.assert(
    fc.asyncProperty(records, filters, async (record, filter) => {
      const { records: found } = await memoryStore({ record, capture: null }).find({ ...filter, limit: 1 });
      expect(matches(record, filter)).toBe(found[0]?.id === idOf(1));
    }),
    { numRuns: 500 },
  );
});
