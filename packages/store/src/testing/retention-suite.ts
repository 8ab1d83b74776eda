/** The tests of what is kept for how long, run on each kind of database. */
import type { Retention } from '@aperturejs/core';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DatabaseAddress } from '../database/address.ts';
import { openEngine, type Engine } from '../engine.ts';
import { callRecord, entry, idOf, START } from './records.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ALL = Number.MAX_SAFE_INTEGER;
const RETENTION: Retention = { keep: null, requireExport: false, captures: true, tools: false };

/**
 * What pruning drops, and what it leaves.
 *
 * @param newDatabase gives the address of an empty database
 */
export function describeRetention(newDatabase: () => Promise<DatabaseAddress>): void {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine(await newDatabase());
  });
  afterEach(() => engine.close());

  const prune = (retention: Partial<Retention>, maxBytes = ALL, now = START + 10 * MINUTE) =>
    engine.prune({ retention: { ...RETENTION, ...retention }, maxBytes, now });
  const captured = async (count: number): Promise<number[]> => {
    const found: number[] = [];
    for (let n = 0; n < count; n += 1) if ((await engine.get(idOf(n)))?.capture) found.push(n);
    return found;
  };
  const exported = async (...numbers: number[]): Promise<void> => {
    const ticket = await engine.beginExport({ now: Date.now(), every: 0, lease: MINUTE });
    await engine.finishExport({ ticket: ticket!, ids: numbers.map(idOf), more: false });
  };
  const NOTHING = { more: false, lost: 0, full: false };

  it('drops captures that are too old, and no record', async () => {
    await engine.write(Array.from({ length: 5 }, (_, n) => entry(n, {}, 'x')));
    expect(await prune({})).toEqual(NOTHING);
    expect(await prune({ keep: 8 * MINUTE, captures: false })).toEqual(NOTHING);
    expect(await captured(5)).toEqual([0, 1, 2, 3, 4]);
    expect(await prune({ keep: 8 * MINUTE })).toEqual(NOTHING);
    expect(await captured(5)).toEqual([2, 3, 4]);
    await prune({ keep: 0 });
    expect(await captured(5)).toEqual([]);
    expect((await engine.find({ limit: 10 })).records).toHaveLength(5);
    expect(await engine.usage({ by: [] })).toMatchObject([{ requests: 5 }]);
  });

  it('waits for exports where that is asked for', async () => {
    await engine.write(Array.from({ length: 4 }, (_, n) => entry(n, {}, 'x')));
    await exported(1, 3);
    await prune({ keep: 0, requireExport: true });
    expect(await captured(4)).toEqual([0, 2]);
    await exported(0);
    await prune({ keep: 9 * MINUTE, requireExport: true });
    expect(await captured(4)).toEqual([2]);
  });

  it('forgets which tools were called, and not how many', async () => {
    const { answer } = callRecord(0);
    const tools = {
      answer: { ...(answer ?? NO_ANSWER), toolCalls: { count: 3, names: ['shell', 'read_file'] } },
    };
    await engine.write([0, 1, 2].map((n) => entry(n, tools, 'x')));
    await exported(0, 2);
    await prune({ keep: 9 * MINUTE, tools: true, captures: false });
    const names = async (): Promise<unknown[]> =>
      (await engine.find({ limit: 9 })).records.map(({ answer }) => answer?.toolCalls);
    expect(await names()).toEqual([tools.answer.toolCalls, tools.answer.toolCalls, { count: 3, names: [] }]);
    expect(await captured(3)).toEqual([0, 1, 2]);
    await prune({ keep: 0, tools: true, requireExport: true });
    expect(await names()).toEqual([{ count: 3, names: [] }, tools.answer.toolCalls, { count: 3, names: [] }]);
    expect((await engine.sessions({ limit: 1 })).sessions).toMatchObject([{ toolCalls: 9 }]);
  });

  it('drops the tools of an hour that is over at once, and nothing else', async () => {
    const answer = { ...NO_ANSWER, toolCalls: { count: 1, names: ['shell'] } };
    await engine.write([1, 2, 61, 121].map((n) => entry(n, { answer })));
    const pruneAll = async (before: number, tools: boolean): Promise<void> => {
      while ((await prune({ keep: HOUR, tools }, ALL, before + HOUR)).more);
    };
    await pruneAll(START + HOUR - 1, true);
    await pruneAll(START + 2 * HOUR, false);
    expect(await engine.tools({ by: ['hour'] })).toHaveLength(3);
    await pruneAll(START + 2 * HOUR, true);
    expect(await engine.tools({ by: ['hour'] })).toMatchObject([{ calls: 1 }]);
    expect((await engine.find({ limit: 10 })).records).toHaveLength(4);
    expect((await engine.sessions({ limit: 10 })).sessions).toMatchObject([{ toolCalls: 4 }]);
  });

  it('makes room: the oldest captures go, and as few as will do', async () => {
    const noise = (): string => randomBytes(30_000).toString('base64');
    await engine.write(Array.from({ length: 60 }, (_, n) => entry(n, {}, noise())));
    expect(await prune({}, ALL)).toEqual(NOTHING);
    expect(await captured(60)).toHaveLength(60);
    // Sixty of about 30 kB each, and less than 1 MB of everything else.
    expect(await prune({}, 1_500_000)).toEqual(NOTHING);
    const left = await captured(60);
    expect(left.length).toBeGreaterThan(10);
    expect(left.length).toBeLessThan(55);
    expect(left).toEqual(Array.from({ length: left.length }, (_, i) => 60 - left.length + i));
    // What was dropped is no longer counted.
    expect(await prune({}, 1_500_000)).toEqual(NOTHING);
    expect(await captured(60)).toEqual(left);
  });

  it('makes room also of what waits for its export, and says so; of records it makes none', async () => {
    await engine.write(Array.from({ length: 3 }, (_, n) => entry(n, {}, 'x')));
    await exported(1);
    expect(await prune({ keep: 9_000 * MINUTE, requireExport: true }, 1)).toEqual({
      more: false,
      lost: 2,
      full: false,
    });
    expect(await captured(3)).toEqual([]);
    expect(await prune({}, 1)).toEqual({ more: false, lost: 0, full: true });
    expect((await engine.find({ limit: 10 })).records).toHaveLength(3);
  });

  it('goes step by step', async () => {
    await engine.write(Array.from({ length: 450 }, (_, n) => entry(n, { time: START }, 'x')));
    const steps = [await prune({ keep: 0 }), await prune({ keep: 0 }), await prune({ keep: 0 })];
    expect(steps.map(({ more }) => more)).toEqual([true, true, false]);
  });
}

const NO_ANSWER = { model: null, id: null, stopReason: null, messages: 1, unreadable: null };
