/** The tests of exports, run on each kind of database. */
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatabaseAddress } from '../database/address.ts';
import { openEngine, type Engine } from '../engine.ts';
import { entry, idOf } from './records.ts';

/**
 * What is remembered of exports.
 *
 * @param newDatabase gives the address of an empty database
 */
export function describeExports(newDatabase: () => Promise<DatabaseAddress>): void {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine(await newDatabase());
  });
  afterEach(() => engine.close());

  const HOUR = 3_600_000;
  const NOW = Date.now();
  const request = (more: object = {}) => ({ now: NOW, every: HOUR, lease: 60_000, ...more });

  /** One whole export of everything that waits, a page at a time. */
  async function exported(count = 1_000): Promise<string[]> {
    const ticket = await engine.beginExport(request({ every: 0, now: Date.now() }));
    const ids: string[] = [];
    for (;;) {
      const page = await engine.readExport({ after: ids.at(-1) ?? null, count });
      if (page.length === 0) break;
      ids.push(...page.map(({ record }) => record.id));
    }
    expect(await engine.finishExport({ ticket: ticket!, ids, more: false })).toBe(true);
    return ids;
  }

  describe('what waits', () => {
    it('is read by its id with its capture, and no more once it was exported', async () => {
      await engine.write([entry(3), entry(1, {}, 'a body'), entry(2)]);
      expect(await engine.readExport({ after: null, count: 10 })).toEqual([
        entry(1, {}, 'a body'),
        entry(2),
        entry(3),
      ]);
      expect(await engine.readExport({ after: idOf(1), count: 1 })).toEqual([entry(2)]);
      expect(await exported(2)).toEqual([1, 2, 3].map(idOf));
      expect(await engine.readExport({ after: null, count: 10 })).toEqual([]);
      expect(await engine.exportStatus()).toMatchObject({ waiting: 0 });
    });

    it('is also the call that began before an exported one and was over after it', async () => {
      await engine.write([entry(5), entry(7)]);
      expect(await exported()).toEqual([5, 7].map(idOf));
      await engine.write([entry(6), entry(5), entry(8)]);
      expect(await exported()).toEqual([6, 8].map(idOf));
    });

    it('is read in pieces where captures are large', async () => {
      const noise = Array.from({ length: 400_000 }, (_, i) =>
        ((i * 7919 * 7919) % 1_000_003).toString(36),
      ).join('');
      await engine.write([1, 2, 3].map((n) => entry(n, {}, noise.slice(n))));
      const page = await engine.readExport({ after: null, count: 10 });
      expect(page.map(({ record }) => record.id)).toEqual([idOf(1)]);
      expect(await exported()).toHaveLength(3);
    });

    it('is exported once each, in whatever order calls end', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.oneof(fc.nat(40), fc.constant('export' as const)), { maxLength: 40 }),
          async (steps) => {
            const own = await openEngine(await newDatabase());
            const before = engine;
            engine = own;
            try {
              const written = new Set<string>();
              const out: string[] = [];
              for (const step of steps) {
                if (step === 'export') out.push(...(await exported(3)));
                else {
                  await own.write([entry(step)]);
                  written.add(idOf(step));
                }
              }
              out.push(...(await exported(3)));
              expect(out.toSorted()).toEqual([...written].toSorted());
            } finally {
              engine = before;
              await own.close();
            }
          },
        ),
        { numRuns: 25 },
      );
    });
  });

  describe('an export', () => {
    it('is under way once, until it ends or lapses', async () => {
      await engine.write([entry(1)]);
      const first = await engine.beginExport(request());
      expect(first).toMatchObject({ unix: Math.floor(NOW / 1_000) });
      expect(await engine.beginExport(request())).toBeNull();
      expect(await engine.beginExport(request({ now: NOW + 59_999 }))).toBeNull();
      const second = await engine.beginExport(request({ now: NOW + 60_000 }));
      expect(second).not.toBeNull();
      // Whoever took too long marks nothing.
      expect(await engine.finishExport({ ticket: first!, ids: [idOf(1)], more: false })).toBe(false);
      await engine.abandonExport(first!);
      expect(await engine.beginExport(request({ now: NOW + 60_001 }))).toBeNull();
      expect(await engine.readExport({ after: null, count: 1 })).toHaveLength(1);
      await engine.abandonExport(second!);
      expect(await engine.beginExport(request())).not.toBeNull();
    });

    it('follows the last one in its time, or at once if that left records behind', async () => {
      const end = async (more: boolean, ids: string[] = []): Promise<void> => {
        const ticket = await engine.beginExport(request({ every: 0, now: Date.now() }));
        expect(await engine.finishExport({ ticket: ticket!, ids, more })).toBe(true);
      };
      await end(false);
      expect(await engine.exportStatus()).toEqual({ waiting: 0, lastExport: null });
      expect(await engine.beginExport(request({ now: Date.now() }))).toBeNull();
      await end(true, [idOf(1)]);
      expect((await engine.exportStatus()).lastExport).toBeGreaterThanOrEqual(NOW);
      const next = await engine.beginExport(request({ now: Date.now() }));
      expect(next).not.toBeNull();
      await engine.finishExport({ ticket: next!, ids: [], more: false });
      expect(await engine.beginExport(request({ now: Date.now() + HOUR }))).not.toBeNull();
    });

    it('has a name that none had before, whatever the clock says', async () => {
      const names: number[] = [];
      for (const now of [NOW, NOW, NOW + 500, NOW - 10 * HOUR, NOW + 10_000]) {
        const ticket = await engine.beginExport(request({ now, every: -20 * HOUR }));
        names.push(ticket!.unix);
        await engine.abandonExport(ticket!);
      }
      const second = Math.floor(NOW / 1_000);
      expect(names).toEqual([second, second + 1, second + 2, second + 3, second + 10]);
    });

    it('is remembered by the database, and taken by one of two who have it open', async () => {
      const address = await newDatabase();
      const [one, other] = [await openEngine(address), await openEngine(address)];
      await one.write(Array.from({ length: 10 }, (_, n) => entry(n)));
      const tickets = await Promise.all([one.beginExport(request()), other.beginExport(request())]);
      expect(tickets.filter(Boolean)).toHaveLength(1);
      const by = tickets[0] ? one : other;
      await by.finishExport({ ticket: (tickets[0] ?? tickets[1])!, ids: [idOf(0), idOf(9)], more: false });
      await Promise.all([one.close(), other.close()]);
      const later = await openEngine(address);
      expect(await later.beginExport(request())).toBeNull();
      expect((await later.readExport({ after: null, count: 99 })).map(({ record }) => record.id)).toEqual(
        [1, 2, 3, 4, 5, 6, 7, 8].map(idOf),
      );
      await later.close();
    });
  });
}
