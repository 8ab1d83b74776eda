/** The tests of writing records and finding them again, run on each kind of database. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatabaseAddress } from '../database/address.ts';
import { openEngine, type Engine } from '../engine.ts';
import { callRecord, entry, idOf, START } from './records.ts';

/**
 * What is found of what was written.
 *
 * @param newDatabase gives the address of an empty database
 */
export function describeRecords(newDatabase: () => Promise<DatabaseAddress>): void {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine(await newDatabase());
  });
  afterEach(() => engine.close());

  describe('what was written', () => {
    it('is found as it was, newest first, page by page', async () => {
      await engine.write(Array.from({ length: 7 }, (_, n) => entry(n)));
      const first = await engine.find({ limit: 3 });
      expect(first.records).toEqual([6, 5, 4].map((n) => callRecord(n)));
      await engine.write([entry(7)]);
      const second = await engine.find({ limit: 3, cursor: first.next! });
      expect(second.records.map(({ id }) => id)).toEqual([3, 2, 1].map(idOf));
      const last = await engine.find({ limit: 3, cursor: second.next! });
      expect([last.records.map(({ id }) => id), last.next]).toEqual([[idOf(0)], null]);
    });

    it('is got by its id, with its capture', async () => {
      await engine.write([entry(1, {}, 'a body of text')]);
      expect(await engine.get(idOf(1))).toEqual(entry(1, {}, 'a body of text'));
      expect(await engine.get(idOf(2))).toBeNull();
    });

    it('is kept whatever text it holds', async () => {
      const odd = {
        model: 'm\0\ud800',
        modelAsked: '\0',
        session: 's\0',
        error: '\udfff',
        client: { name: '\0', version: null },
      };
      await engine.write([entry(1, odd)]);
      expect(await engine.get(idOf(1))).toEqual(entry(1, odd));
      for (const filter of [
        { model: 'm\0\ud800' },
        { session: 's\0' },
        { client: '\0' },
        { text: '\udfff' },
      ]) {
        expect((await engine.find({ ...filter, limit: 10 })).records).toHaveLength(1);
      }
      expect(await engine.usage({ by: ['model'], model: 'm\0\ud800' })).toMatchObject([{ requests: 1 }]);
    });

    it.each(['', 'x', "' or 1=1 --", idOf(1).slice(1), idOf(1).toUpperCase() + '0', '\0'])(
      'is not looked for behind a cursor of nobody: %j',
      async (cursor) => {
        const found = engine.find({ limit: 3, cursor });
        await expect(found).rejects.toMatchObject({ name: 'GatewayError', code: 'validation_failed' });
      },
    );

    it('is there once, also if it is written again', async () => {
      await engine.write([entry(1), entry(2)]);
      await engine.write([entry(2), entry(3)]);
      expect((await engine.find({ limit: 10 })).records).toHaveLength(3);
      expect(await engine.usage({ by: [] })).toMatchObject([{ requests: 3 }]);
    });
  });

  describe('a filter', () => {
    beforeEach(async () => {
      await engine.write([
        entry(0),
        entry(1, { identity: { login: 'bob@example.com', node: 'n', tags: [], source: 'key' } }),
        entry(2, { model: 'claude', modelAsked: 'claude', provider: 'anthropic', session: 's2' }),
        entry(3, {
          outcome: 'refused',
          status: 404,
          error: 'no route found for model "100%_x"',
          provider: null,
        }),
        entry(4, { client: { name: 'curl', version: null } }),
      ]);
    });

    it.each([
      [{ user: 'bob@example.com' }, [1]],
      [{ model: 'claude' }, [2]],
      [{ model: 'openai/gpt-5' }, [4, 3, 1, 0]],
      [{ provider: 'anthropic' }, [2]],
      [{ client: 'curl' }, [4]],
      [{ status: 404 }, [3]],
      [{ outcome: 'refused' }, [3]],
      [{ session: 's2' }, [2]],
      [{ from: START + 60_000, to: START + 3 * 60_000 }, [2, 1]],
      [{ text: 'BOB@' }, [1]],
      [{ text: '100%_X' }, [3]],
      [{ text: '%' }, [3]],
      [{ text: '_' }, [3]],
      [{ text: '\\' }, []],
      [{ user: "' or 1=1 --" }, []],
      [{ text: "'; drop table records; --" }, []],
      [{ user: 'alice@example.com', outcome: 'completed', text: 'codex' }, [4, 2, 0]],
    ])('%j', async (filter, found) => {
      const { records } = await engine.find({ ...filter, limit: 10 });
      expect(records.map(({ id }) => id)).toEqual(found.map(idOf));
    });
  });

  it('a record is found from its time on, also if it ended late and its id is later', async () => {
    // Behind a call that had arrived later and ended sooner.
    await engine.write([entry(0, { id: idOf(9), time: START + 60_000 })]);
    const found = async (from: number): Promise<number> =>
      (await engine.find({ from, limit: 10 })).records.length;
    for (const from of [-1, 0, START, START + 60_000]) expect(await found(from)).toBe(1);
    for (const from of [START + 60_001, 2 ** 48, 2 ** 60]) expect(await found(from)).toBe(0);
  });

  it('a search looks at no ids from before the time that it begins with', async () => {
    // No call has such an id: what it shows is that nobody looked at it.
    await engine.write([entry(0, { time: START + 60_000 }), entry(1)]);
    const { records } = await engine.find({ from: START + 60_000, text: 'codex', limit: 10 });
    expect(records.map(({ id }) => id)).toEqual([idOf(1)]);
  });

  describe('a database', () => {
    it('keeps what was written, and may be open twice', async () => {
      const address = await newDatabase();
      // One after the other: of SQLite both are in one thread here, and neither could wait.
      const [one, other] = [await openEngine(address), await openEngine(address)];
      await one.write([entry(1)]);
      await other.write([entry(2)]);
      expect((await one.find({ limit: 10 })).records).toHaveLength(2);
      await Promise.all([one.close(), other.close()]);
      const again = await openEngine(address);
      expect((await again.find({ limit: 10 })).records).toHaveLength(2);
      await again.close();
    });
  });
}
