import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Identity } from '../ports/identity.ts';
import { memoryAudit } from '../testing/memory-audit.ts';
import { createAuditor, SAME_LOOK_MS, type Auditor } from './auditor.ts';

const ROOT: Identity = { login: 'root@example.com', tags: [], groups: ['group:ops'], source: 'test' };
const START = Date.UTC(2026, 10, 24, 10);

function stage(log: Partial<AuditLog> = {}) {
  const kept = memoryAudit();
  const said: [string, string, unknown][] = [];
  const auditor = createAuditor(
    { ...kept, ...log },
    { log: (level, message, fields) => said.push([level, message, fields]) },
  );
  return { kept, said, auditor, events: () => [...kept.events.values()] };
}
/** Turns of the event loop in which the log takes what it was given. */
const settled = async (): Promise<void> => void (await vi.advanceTimersByTimeAsync(0));
const look = (auditor: Auditor, more: object = {}): void =>
  auditor.looked({ by: ROOT, what: 'records', whose: null, id: null, ...more });

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

describe('a look', () => {
  it('is kept with who, whose and what', async () => {
    const { auditor, events } = stage();
    look(auditor);
    look(auditor, { whose: 'bob@example.com', by: { ...ROOT, node: 'n1' } });
    look(auditor, { what: 'record', whose: 'bob@example.com', id: 'r1' });
    look(auditor, { what: 'record', id: 'r2' });
    await settled();
    const actor = { login: 'root@example.com', node: null, tags: [], source: 'test' };
    const until = '2026-11-24T10:00:00.000Z';
    const event = { id: expect.any(String) as string, time: START, actor, action: 'records.viewed' };
    expect(events()).toEqual([
      { ...event, target: '*', detail: { what: 'records', looks: 1, until } },
      {
        ...event,
        actor: { ...actor, node: 'n1' },
        target: 'bob@example.com',
        detail: { what: 'records', looks: 1, until },
      },
      { ...event, target: 'bob@example.com', detail: { what: 'record', record: 'r1', looks: 1, until } },
      { ...event, target: null, detail: { what: 'record', record: 'r2', looks: 1, until } },
    ]);
  });

  it('that is repeated counts up for ten minutes, and begins anew then', async () => {
    const { auditor, events } = stage();
    for (let second = 0; second < SAME_LOOK_MS / 1_000 + 5; second += 5) {
      look(auditor);
      await vi.advanceTimersByTimeAsync(5_000);
    }
    expect(events().map(({ time, detail }) => [time, detail['looks'], detail['until']])).toEqual([
      [START, 120, '2026-11-24T10:09:55.000Z'],
      [START + SAME_LOOK_MS, 1, '2026-11-24T10:10:00.000Z'],
    ]);
  });

  it.each([
    [{ by: { ...ROOT, login: 'admin@example.com' } }],
    [{ by: { ...ROOT, node: 'another' } }],
    [{ what: 'usage' }],
    [{ whose: 'bob@example.com' }],
    [{ what: 'record', id: 'r1' }],
  ])('at something else is another: %j', async (more) => {
    const { auditor, events } = stage();
    look(auditor);
    look(auditor, more);
    look(auditor);
    await settled();
    expect(events().map(({ detail }) => detail['looks'])).toEqual([2, 1]);
  });

  it('gives a slow log one thing to write at a time, and the last count in the end', async () => {
    const writing: (() => void)[] = [];
    const kept = memoryAudit();
    const { auditor } = stage({
      add: (event) => new Promise((resolve) => writing.push(() => resolve(kept.add(event)))),
    });
    for (let n = 0; n < 500; n += 1) look(auditor);
    await settled();
    expect(writing).toHaveLength(1);
    while (writing.length > 0) {
      writing.shift()!();
      await settled();
    }
    expect([...kept.events.values()].map(({ detail }) => detail['looks'])).toEqual([500]);
  });

  it('is forgotten early where there are too many, and kept all the same', async () => {
    const { auditor, events } = stage();
    for (let n = 0; n < 1_001; n += 1) look(auditor, { what: 'record', id: `r${n}` });
    look(auditor, { what: 'record', id: 'r1000' });
    look(auditor, { what: 'record', id: 'r0' });
    await settled();
    expect(events()).toHaveLength(1_002);
  });
});

describe('a log that fails', () => {
  it.each([
    ['rejects', () => Promise.reject(new Error('disk full'))],
    [
      'throws',
      () => {
        throw new Error('disk full');
      },
    ],
  ])('and %s is told of with what it did not take, once for each event', async (_how, add) => {
    const { auditor, said } = stage({ add });
    for (let n = 0; n < 3; n += 1) {
      look(auditor);
      await settled();
    }
    auditor.note({ actor: null, action: 'config.changed_on_disk', target: 'a file', detail: { changes: 1 } });
    await settled();
    expect(auditor.failing).toBe('disk full');
    const trace = { why: 'disk full', actor: 'root@example.com', action: 'records.viewed', target: '*' };
    expect(said).toEqual([
      [
        'error',
        'the audit log failed, and has no trace of this',
        { ...trace, detail: { what: 'records', looks: 1, until: '2026-11-24T10:00:00.000Z' } },
      ],
      [
        'error',
        'the audit log failed, and has no trace of this',
        {
          why: 'disk full',
          actor: null,
          action: 'config.changed_on_disk',
          target: 'a file',
          detail: { changes: 1 },
        },
      ],
    ]);
  });

  it('is well again with the next event, which has what the last look missed', async () => {
    let broken = true;
    const kept = memoryAudit();
    const { auditor, said } = stage({
      add: (event) => (broken ? Promise.reject(new Error('locked')) : kept.add(event)),
    });
    look(auditor);
    await settled();
    broken = false;
    look(auditor);
    await settled();
    expect(auditor.failing).toBe(null);
    expect(said.map(([level]) => level)).toEqual(['error', 'info']);
    expect([...kept.events.values()].map(({ detail }) => detail['looks'])).toEqual([2]);
  });
});

describe('a detail', () => {
  it.each([
    [
      { a: 1, b: 'x' },
      { a: 1, b: 'x' },
    ],
    [
      { a: 1, b: 'x'.repeat(20_000) },
      { a: 1, left_out: ['b'] },
    ],
    [
      { a: 'a'.repeat(9_000), b: 'b'.repeat(9_001), c: undefined },
      { a: 'a'.repeat(9_000), c: undefined, left_out: ['b'] },
    ],
    [
      { a: 1, list: ['first', 'x'.repeat(20_000), 'third', ...Array<string>(20).fill('y'.repeat(1_000))] },
      {
        a: 1,
        list: ['first', 'third', ...Array<string>(16).fill('y'.repeat(1_000))],
        left_out: ['5 of list'],
      },
    ],
    [
      { a: 1, list: ['x'.repeat(20_000)] },
      { a: 1, left_out: ['list'] },
    ],
  ])('is bounded', async (detail, kept) => {
    const { auditor, events } = stage();
    auditor.note({ actor: ROOT, action: 'config.saved', target: null, detail });
    await settled();
    expect(events()[0]!.detail).toEqual(kept);
  });
});
