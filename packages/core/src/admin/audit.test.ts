import { describe, expect, it } from 'vitest';
import { createGateway } from '../gateway.ts';
import type { AuditEvent } from '../ports/audit-log.ts';
import { callOf } from '../testing/call-record.ts';
import { ALICE, CONFIG, url } from '../testing/gateway.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { recorder } from '../testing/recorder.ts';
import { problemOf, recordsStage, ROOT } from '../testing/records-stage.ts';
import { AUDIT_COLUMNS } from './audit.ts';

interface Page {
  readonly events: readonly Record<string, unknown>[];
  readonly next: string | null;
}
const pageOf = async (answer: Promise<Response>): Promise<Page> => (await (await answer).json()) as Page;

const ID = (n: number): string => `01a20cd8-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const START = Date.UTC(2026, 10, 24, 10);
const EVENT = (n: number, more: Partial<AuditEvent> = {}): AuditEvent => ({
  id: ID(n),
  time: START + n * 60_000,
  actor: { login: 'root@example.com', node: null, tags: [], source: 'test' },
  action: 'records.viewed',
  target: 'bob@example.com',
  detail: { what: 'records', looks: n },
  ...more,
});

async function stage(...events: AuditEvent[]) {
  const made = recordsStage();
  for (const event of events) await made.audit.add(event);
  return made;
}

describe('the audit log', () => {
  it('is told in full to admins, and to nobody else', async () => {
    const { get } = await stage(
      EVENT(1),
      EVENT(2, { actor: null, action: 'config.changed_on_disk', target: null, detail: {} }),
    );
    const answer = await get('audit', ROOT);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await answer.json()).toEqual({
      events: [
        {
          id: ID(2),
          time: '2026-11-24T10:02:00.000Z',
          actor: null,
          action: 'config.changed_on_disk',
          target: null,
          detail: {},
        },
        {
          id: ID(1),
          time: '2026-11-24T10:01:00.000Z',
          actor: { login: 'root@example.com', node: null, tags: [], source: 'test' },
          action: 'records.viewed',
          target: 'bob@example.com',
          detail: { what: 'records', looks: 1 },
        },
      ],
      next: null,
    });
    expect((await get('audit', ALICE)).status).toBe(403);
  });

  it('has what an admin looked at by the time that the next question is answered', async () => {
    const { get } = recordsStage(memoryStore(callOf(1, 'alice@example.com')));
    await get('records?q=alice', ROOT);
    await get('records?q=something', ROOT);
    const { events } = await pageOf(get('audit', ROOT));
    expect(events).toMatchObject([{ action: 'records.viewed', target: '*', detail: { looks: 2 } }]);
    // What was searched for may be anything, and stays out.
    expect(JSON.stringify(events)).not.toContain('something');
  });

  it.each([
    ['actor=other@example.com', [3]],
    ['action=config.saved', [2]],
    ['target=alice@example.com', [4]],
    ['q=HUJSON', [2]],
    ['q=looks', [4, 3, 1]],
    ['from=2026-11-24T10:02:00Z&to=2026-11-24T10:04:00Z', [3, 2]],
  ])('is narrowed by %s', async (query, numbers) => {
    const { get } = await stage(
      EVENT(1),
      EVENT(2, { action: 'config.saved', target: 'aperture.hujson', detail: {} }),
      EVENT(3, { actor: { login: 'other@example.com', node: null, tags: [], source: 'x' } }),
      EVENT(4, { target: 'alice@example.com' }),
    );
    const { events } = await pageOf(get(`audit?${query}`, ROOT));
    expect(events.map(({ id }) => id)).toEqual(numbers.map(ID));
  });

  it.each(['user=x', 'limit=0', 'from=x', 'max=1', 'actor='])('is not guessed at: %s', async (query) => {
    const { get } = await stage();
    expect((await problemOf(await get(`audit?${query}`, ROOT))).errors).toMatchObject([
      { location: `query.${query.split('=')[0]}` },
    ]);
  });

  it('leads from page to page, and checks where', async () => {
    const { get } = await stage(...Array.from({ length: 5 }, (_, n) => EVENT(n)));
    const first = await pageOf(get('audit?limit=3', ROOT));
    const rest = await pageOf(get(`audit?limit=3&cursor=${encodeURIComponent(first.next!)}`, ROOT));
    expect([rest.events.map(({ id }) => id), rest.next]).toEqual([[ID(1), ID(0)], null]);
    expect(await problemOf(await get('audit?cursor=x', ROOT))).toMatchObject({
      status: 422,
      errors: [{ location: 'query.cursor' }],
    });
  });

  it('is a table, with all of a detail in one column', async () => {
    const { get } = await stage(EVENT(1, { detail: { list: [{ a: 1 }], what: '=1' } }), EVENT(2));
    const [head, , line] = (await (await get('audit?format=csv', ROOT)).text()).split('\r\n');
    expect(head).toBe(AUDIT_COLUMNS.join(','));
    expect(line).toContain('"{""list"":[{""a"":1}],""what"":""=1""}"');
    const jsonl = await (await get('audit', ROOT, { headers: { accept: 'application/jsonl' } })).text();
    expect(jsonl.trim().split('\n')).toHaveLength(2);
  });

  it('is nowhere if none is kept, and the answer says how to have one', async () => {
    const gateway = createGateway(CONFIG, { transport: recorder(), store: memoryStore() });
    const answer = await gateway.fetch(new Request(url('/aperture/audit')), ROOT);
    const { status, detail } = await problemOf(answer);
    expect([status, detail]).toEqual([404, expect.stringMatching(/aperture serve.*createGateway.*audit/)]);
    // Records can be looked at without one.
    expect((await gateway.fetch(new Request(url('/aperture/records')), ROOT)).status).toBe(200);
  });

  it('that fails says so to those who ask for it, and keeps nobody from records', async () => {
    const fail = (): Promise<never> => Promise.reject(new Error('disk I/O error'));
    const { get, log } = recordsStage(undefined, {}, { add: fail, find: fail });
    expect((await get('records', ROOT)).status).toBe(200);
    expect((await get('audit', ROOT)).status).toBe(503);
    expect(log).toEqual([
      'the audit log failed, and has no trace of this: disk I/O error',
      'records could not be read: disk I/O error',
    ]);
  });
});
