/** The tests of the audit log, run on each kind of database. */
import type { AuditEvent, AuditQuery } from '@aperturejs/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DatabaseAddress } from '../database/address.ts';
import { openEngine, type Engine } from '../engine.ts';
import { entry, idOf, START } from './records.ts';

/**
 * What is kept of what admins did.
 *
 * @param newDatabase gives the address of an empty database
 */
export function describeAudit(newDatabase: () => Promise<DatabaseAddress>): void {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine(await newDatabase());
  });
  afterEach(() => engine.close());

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
}
