/** The tests of the engine, run on each kind of database. */
import type {
  AuditEvent,
  AuditQuery,
  CallRecord,
  HeaderFilter,
  UsageQuery,
  UsageRow,
} from '@aperturejs/core';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatabaseAddress } from '../database/address.ts';
import { openEngine, type Engine } from '../engine.ts';
import { callRecord, entry, idOf, START } from './records.ts';

const HOUR = 3_600_000;

/**
 * What every database must do.
 *
 * @param newDatabase gives the address of an empty database
 */
export function describeEngine(newDatabase: () => Promise<DatabaseAddress>): void {
  const openEmpty = async (): Promise<Engine> => openEngine(await newDatabase());
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEmpty();
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

  describe('sums', () => {
    it('are told apart by what is asked for', async () => {
      await engine.write([
        entry(0),
        entry(1, { cost: null }),
        entry(61, { model: 'claude', outcome: 'upstream_error', usage: null, cost: null }),
      ]);
      expect(byModel(await engine.usage({ by: ['model'] }))).toEqual([
        expect.objectContaining({
          key: { model: 'claude' },
          requests: 1,
          failed: 1,
          nanoDollars: 0,
          unpriced: 0,
          duration: 40,
          usage: {},
        }),
        expect.objectContaining({
          key: { model: 'gpt-5' },
          requests: 2,
          failed: 0,
          nanoDollars: 1_000,
          unpriced: 1,
          usage: { inputTokens: 20, outputTokens: 10 },
        }),
      ]);
      const hours = await engine.usage({ by: ['hour'], from: START + HOUR });
      expect(hours.map(({ key }) => key)).toEqual([{ hour: '2026-11-24T11:00:00.000Z' }]);
      expect((await engine.usage({ by: ['day'] })).map(({ key, requests }) => [key, requests])).toEqual([
        [{ day: '2026-11-24T00:00:00.000Z' }, 3],
      ]);
      expect(await engine.usage({ by: [], user: 'nobody' })).toEqual([]);
    });

    it('have what some vendor told, be it 0, and nothing else', async () => {
      await engine.write([entry(0, { usage: { outputTokens: 0 } })]);
      await engine.write([entry(1, { usage: { cachedTokens: 7 } }), entry(2, { usage: null })]);
      await engine.write([entry(3, { usage: { cachedTokens: 1 } })]);
      expect((await engine.usage({ by: [] }))[0]!.usage).toEqual({ outputTokens: 0, cachedTokens: 8 });
    });

    it('are those of the records, whatever these are', async () => {
      const record = fc.record({
        minutes: fc.nat({ max: 5_000 }),
        user: fc.constantFrom('a', 'b', ''),
        model: fc.constantFrom('m', 'n', null),
        tokens: fc.option(fc.nat({ max: 1_000_000_000 }), { nil: null }),
        nano: fc.option(fc.nat({ max: 2 ** 31 }), { nil: null }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(record, { maxLength: 30 }), fc.nat(30), async (made, cut) => {
          const fresh = await openEmpty();
          const records = made.map(({ minutes, user, model, tokens, nano }, n): CallRecord =>
            callRecord(n, {
              time: START + minutes * 60_000,
              identity: user === '' ? null : { login: user, node: null, tags: [], source: 'x' },
              model,
              usage: tokens === null ? null : { inputTokens: tokens },
              cost: nano === null ? null : { nanoDollars: nano, basis: '', source: '' },
            }),
          );
          const entries = records.map((one) => ({ record: one, capture: null }));
          await fresh.write(entries.slice(0, cut));
          await fresh.write(entries.slice(cut));
          const rows = await fresh.usage({ by: ['user', 'model'] });
          await fresh.close();
          const sum = (of: (row: UsageRow) => number): number => rows.reduce((all, row) => all + of(row), 0);
          expect(sum(({ requests }) => requests)).toBe(records.length);
          expect(sum(({ usage }) => usage.inputTokens ?? 0)).toBe(
            records.reduce((all, { usage }) => all + (usage?.inputTokens ?? 0), 0),
          );
          expect(sum(({ nanoDollars }) => nanoDollars)).toBe(
            records.reduce((all, { cost }) => all + (cost?.nanoDollars ?? 0), 0),
          );
        }),
        { numRuns: 30 },
      );
    });
  });

  describe('headers', () => {
    const red = { headers: { 'x-team': 'red' } };
    beforeEach(async () => {
      await engine.write([
        entry(0, red),
        entry(1, { headers: { 'x-team': 'red', 'x-ticket': 'T\0\ud800' } }),
        entry(2, { headers: { 'x-team': 'blue' }, model: 'claude', outcome: 'refused' }),
        entry(3),
      ]);
      await engine.write([entry(0, red), entry(70, red)]);
    });
    const found = async (header: HeaderFilter, more: object = {}): Promise<string[]> =>
      (await engine.find({ header, limit: 10, ...more })).records.map(({ id }) => id);

    it('find the calls that had them', async () => {
      expect(await found({ name: 'x-team' })).toEqual([70, 2, 1, 0].map(idOf));
      expect(await found({ name: 'x-team', value: 'red' })).toEqual([70, 1, 0].map(idOf));
      expect(await found({ name: 'x-team', value: 'red' }, { cursor: idOf(70) })).toEqual([1, 0].map(idOf));
      expect(await found({ name: 'x-team', value: 'red' }, { model: 'claude' })).toEqual([]);
      expect(await found({ name: 'x-ticket', value: 'T\0\ud800' })).toEqual([idOf(1)]);
      for (const header of [
        { name: 'x-team', value: '' },
        { name: 'X-Team' },
        { name: 'red' },
        { name: '%' },
      ])
        expect(await found(header)).toEqual([]);
      expect(await engine.get(idOf(0))).toEqual(entry(0, red));
    });

    it('are what sums are told apart by', async () => {
      const sums = async (query: Omit<UsageQuery, 'header'>, value?: string) =>
        (await engine.usage({ ...query, header: { name: 'x-team', ...(value !== undefined && { value }) } }))
          .map(({ key, requests, failed, usage }) => [key, requests, failed, usage.inputTokens])
          .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
      expect(await sums({ by: [] })).toEqual([[{}, 4, 1, 40]]);
      expect(await sums({ by: ['header'] })).toEqual([
        [{ header: 'blue' }, 1, 1, 10],
        [{ header: 'red' }, 3, 0, 30],
      ]);
      expect(await sums({ by: ['header', 'model'], model: 'gpt-5' })).toEqual([
        [{ header: 'red', model: 'gpt-5' }, 3, 0, 30],
      ]);
      expect(await sums({ by: ['hour'] }, 'red')).toEqual([
        [{ hour: '2026-11-24T10:00:00.000Z' }, 2, 0, 20],
        [{ hour: '2026-11-24T11:00:00.000Z' }, 1, 0, 10],
      ]);
      expect(await sums({ by: ['user'], user: 'bob@example.com' })).toEqual([]);
      // Others are as ever.
      expect(await engine.usage({ by: [] })).toMatchObject([{ requests: 5 }]);
    });
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

  describe('the audit log', () => {
    const event = (n: number, more: Partial<AuditEvent> = {}): AuditEvent => ({
      id: idOf(n),
      time: START + n * 60_000,
      actor: { login: 'root@example.com', node: null, tags: ['tag:a'], source: 'test' },
      action: 'records.viewed',
      target: 'bob@example.com',
      detail: { what: 'records', looks: 1 },
      ...more,
    });
    const ids = async (query: Partial<AuditQuery> = {}): Promise<string[]> =>
      (await engine.findAudit({ limit: 10, ...query })).events.map(({ id }) => id);

    it('gives back what it was given, newest first, page by page', async () => {
      for (let n = 0; n < 5; n += 1) await engine.addAudit(event(n));
      const first = await engine.findAudit({ limit: 3 });
      expect(first.events).toEqual([4, 3, 2].map((n) => event(n)));
      const rest = await engine.findAudit({ limit: 3, cursor: first.next! });
      expect([rest.events, rest.next]).toEqual([[event(1), event(0)], null]);
      for (const cursor of ['x', '', "' or 1=1 --"]) {
        await expect(engine.findAudit({ limit: 3, cursor })).rejects.toMatchObject({
          code: 'validation_failed',
        });
      }
    });

    it('has an event once, as it was told last', async () => {
      await engine.addAudit(event(1));
      await engine.addAudit(event(1, { detail: { what: 'records', looks: 7 } }));
      const { events } = await engine.findAudit({ limit: 10 });
      expect(events).toEqual([event(1, { detail: { what: 'records', looks: 7 } })]);
      expect(await ids({ text: '"looks":1' })).toEqual([]);
    });

    it.each<[Partial<AuditQuery>, number[]]>([
      [{ actor: 'other@example.com' }, [2]],
      [{ action: 'config.saved' }, [3]],
      [{ target: 'bob@example.com' }, [2, 1]],
      [{ text: 'HUJSON' }, [3]],
      [{ text: 'xé' }, [3]],
      [{ text: '%' }, []],
      [{ from: START + 2 * 60_000, to: START + 3 * 60_000 }, [2]],
      [{ actor: "' or 1=1 --" }, []],
      [{ target: '\0' }, [4]],
    ])('is narrowed by %j', async (query, found) => {
      await engine.addAudit(event(1));
      await engine.addAudit(
        event(2, { actor: { login: 'other@example.com', node: null, tags: [], source: 'x' } }),
      );
      await engine.addAudit(
        event(3, { action: 'config.saved', target: 'aperture.hujson', detail: { a: 'XÉ' } }),
      );
      await engine.addAudit(event(4, { actor: null, target: '\0\ud800', detail: { a: '\0\ud800' } }));
      expect(await ids(query.target === '\0' ? { target: '\0\ud800' } : query)).toEqual(found.map(idOf));
      expect((await engine.findAudit({ limit: 1 })).events[0]!.target).toBe('\0\ud800');
    });

    it('is bounded by age and by number, and by nothing that happens to records', async () => {
      for (let n = 0; n < 6; n += 1) await engine.addAudit(event(n));
      await engine.write([entry(1, {}, 'x')]);
      const retention = { keep: 0, requireExport: false, captures: true, tools: true };
      await engine.prune({ retention, maxBytes: 1e12, now: START + 1e9 });
      expect(await ids()).toHaveLength(6);
      expect(await engine.pruneAudit({ before: START + 2 * 60_000, most: 100 })).toBe(false);
      expect(await ids()).toEqual([5, 4, 3, 2].map(idOf));
      await engine.pruneAudit({ before: 0, most: 3 });
      expect(await ids()).toEqual([5, 4, 3].map(idOf));
    });
  });

  describe('tools', () => {
    it('of an hour that is over go at once, and nothing else does', async () => {
      const toolCalls = { count: 1, names: ['shell'] };
      const answer = { model: null, id: null, stopReason: null, toolCalls, messages: 1, unreadable: null };
      await engine.write([1, 2, 61, 121].map((n) => entry(n, { answer })));
      const prune = async (before: number, tools: boolean): Promise<void> => {
        const retention = { keep: HOUR, requireExport: false, captures: true, tools };
        while ((await engine.prune({ retention, maxBytes: 1e12, now: before + HOUR })).more);
      };
      await prune(START + HOUR - 1, true);
      await prune(START + 2 * HOUR, false);
      expect(await engine.tools({ by: ['hour'] })).toHaveLength(3);
      await prune(START + 2 * HOUR, true);
      expect(await engine.tools({ by: ['hour'] })).toMatchObject([{ calls: 1 }]);
      expect((await engine.find({ limit: 10 })).records).toHaveLength(4);
      expect((await engine.sessions({ limit: 10 })).sessions).toMatchObject([{ toolCalls: 4 }]);
    });
  });
}

/** Stores promise no order of sums. */
function byModel(rows: readonly UsageRow[]): UsageRow[] {
  return [...rows].sort((one, other) => (one.key.model! < other.key.model! ? -1 : 1));
}
