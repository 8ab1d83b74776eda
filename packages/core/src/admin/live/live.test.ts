/** Listening to records through the gateway itself: calls are made, and heard of. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createGateway, type Gateway, type GatewayOptions } from '../../gateway.ts';
import type { RequestContext } from '../../ports/request-context.ts';
import { callOf, callRecord, idOf, START } from '../../testing/call-record.ts';
import { ALICE, AS, CAP, post, url } from '../../testing/gateway.ts';
import { readLive, type LiveReader } from '../../testing/live-reader.ts';
import { configStage, memorySource } from '../../testing/config-stage.ts';
import { memoryAudit, type MemoryAudit } from '../../testing/memory-audit.ts';
import { memoryHistory } from '../../testing/memory-history.ts';
import { memoryStore, type MemoryStore } from '../../testing/memory-store.ts';
import { problemOf, ROOT } from '../../testing/records-stage.ts';
import { recorder } from '../../testing/recorder.ts';
import type { RecordJson } from '../record-json.ts';
import { KEPT_FOR_ADMINS, MAX_LISTENERS, MAX_LISTENERS_EACH } from './feed.ts';

const BOB = AS('bob@example.com');
const may = (login: string, ...capabilities: object[]): object => ({
  src: [login],
  app: { [CAP]: [...capabilities, { models: '**' }] },
});
const USERS = [may('*', { role: 'user' })];
const ADMIN = may('root@example.com', { role: 'admin' });
const configWith = (...grants: object[]): string =>
  JSON.stringify({
    grants,
    providers: {
      openai: {
        baseurl: 'https://api.openai.com',
        apikey: 'k',
        models: ['gpt-5', 'gpt-6'],
        compatibility: { openai_responses: true },
      },
    },
  });

interface Stage {
  readonly gateway: Gateway;
  readonly store: MemoryStore;
  readonly audit: MemoryAudit;
  call(by: RequestContext, model?: string): Promise<void>;
  open(
    by: RequestContext,
    query?: string,
    more?: { headers?: Record<string, string>; method?: string; signal?: AbortSignal },
  ): Promise<Response>;
  listen(by: RequestContext, query?: string, headers?: Record<string, string>): Promise<LiveReader>;
  reload(...grants: object[]): Promise<void>;
}

let gateways: Gateway[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const gateway of gateways) await gateway.close();
  gateways = [];
});

async function stage(options: GatewayOptions = {}, store = memoryStore()): Promise<Stage> {
  let text = configWith(...USERS, ADMIN);
  const audit = memoryAudit();
  const gateway = createGateway(
    { name: 'a file', read: async () => text },
    { transport: recorder(), store, audit, ...options },
  );
  gateways.push(gateway);
  await gateway.ready;
  const open: Stage['open'] = (by, query = '', more = {}) =>
    gateway.fetch(new Request(url(`/aperture/live${query}`), more), by);
  return {
    gateway,
    store,
    audit,
    open,
    async call(by, model = 'gpt-5') {
      const answer = await gateway.fetch(post('/v1/responses', { model }), by);
      await answer.arrayBuffer();
    },
    async listen(by, query, headers = {}) {
      return readLive(await open(by, query, { headers }));
    },
    async reload(...grants) {
      text = configWith(...grants);
      await gateway.reload();
    },
  };
}

async function record(reader: LiveReader): Promise<RecordJson> {
  const event = await reader.next();
  expect(event).toMatchObject({ event: 'record' });
  const told = JSON.parse(event!.data) as RecordJson;
  expect(event!.id).toBe(told.id);
  return told;
}

describe('a live stream', () => {
  it('has a head that nobody keeps, compresses or gathers', async () => {
    const { open } = await stage();
    const answer = await open(ALICE);
    expect([answer.status, Object.fromEntries(answer.headers)]).toEqual([
      200,
      {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        'cross-origin-resource-policy': 'same-origin',
      },
    ]);
  });

  it('tells of a call when it is over, as lists do later', async () => {
    const { listen, call, store, gateway } = await stage();
    const reader = await listen(ALICE);
    await call(ALICE);
    const told = await record(reader);
    expect(told).toMatchObject({ model: { asked: 'gpt-5' }, status: 200, outcome: 'completed' });
    const one = await gateway.fetch(new Request(url(`/aperture/records/${told.id}`)), ALICE);
    expect(await one.json()).toMatchObject(told);
    expect(store.entries).toHaveLength(1);
  });

  it('tells users of their own calls, and admins of all', async () => {
    const { listen, call } = await stage();
    const [alice, root] = [await listen(ALICE), await listen(ROOT)];
    await call(BOB);
    await call(ALICE);
    expect((await record(alice)).identity?.login).toBe('alice@example.com');
    expect((await record(root)).identity?.login).toBe('bob@example.com');
    expect((await record(root)).identity?.login).toBe('alice@example.com');
  });

  it('is narrowed as lists are', async () => {
    const { listen, call } = await stage();
    const [six, bobs] = [await listen(ROOT, '?model=gpt-6&status=200'), await listen(ROOT, '?q=BOB@')];
    await call(ALICE);
    await call(BOB);
    await call(ALICE, 'gpt-6');
    expect((await record(six)).model.asked).toBe('gpt-6');
    expect((await record(bobs)).identity?.login).toBe('bob@example.com');
  });

  it.each([
    ['?usr=x', 422, 'query.usr'],
    ['?from=-1h', 422, 'query.from'],
    ['?status=99', 422, 'query.status'],
    ['?after=x', 422, 'query.after'],
    ['?user=bob@example.com', 403, undefined],
  ])('is refused to a user who asks for %s', async (query, status, location) => {
    const { open, gateway } = await stage();
    const problem = await problemOf(await open(ALICE, query));
    expect([problem.status, problem.errors?.[0]?.location]).toEqual([status, location]);
    expect((await gateway.fetch(new Request(url('/aperture/live')), AS('x'))).status).toBe(200);
  });

  it('of an admin is noted once, where it shows the calls of others', async () => {
    const { listen, call, audit } = await stage();
    const reader = await listen(ROOT);
    await listen(ROOT, '?user=root@example.com');
    await listen(ALICE);
    for (const by of [ALICE, BOB]) await call(by);
    await record(reader);
    expect(audit.looks()).toEqual([{ by: 'root@example.com', what: 'live', whose: '*' }]);
  });

  it('shows signs of life while nothing happens', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { listen, call } = await stage();
    const reader = await listen(ALICE);
    await call(ALICE);
    await record(reader);
    const next = record(reader);
    vi.advanceTimersByTime(15_000);
    await call(ALICE);
    await next;
    expect(reader.comments).toEqual(['records as they end', '']);
    await reader.leave();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('follows calls without a store as well, but only while somebody listens', async () => {
    const { listen, call, gateway } = await stage({ store: undefined as never });
    const now = vi.spyOn(performance, 'now');
    await call(ALICE);
    expect(now).not.toHaveBeenCalled();
    const reader = await listen(ALICE);
    await call(ALICE);
    expect((await record(reader)).status).toBe(200);
    await reader.leave();
    now.mockClear();
    await call(ALICE);
    expect(now).not.toHaveBeenCalled();
    expect((await gateway.fetch(new Request(url('/aperture/records')), ALICE)).status).toBe(404);
  });
});

describe('the end of a live stream', () => {
  it('comes when the gateway closes, and none begins after', async () => {
    const { listen, open, gateway } = await stage();
    const reader = await listen(ALICE);
    gateway.endLive();
    expect(await reader.next()).toBe(null);
    const refused = await open(ALICE);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    const other = await stage();
    const another = await other.listen(ALICE);
    await other.gateway.close();
    expect(await another.next()).toBe(null);
  });

  it.each([
    ['the role is taken away', [may('root@example.com', { role: 'admin' })]],
    ['the role is another', [...USERS, may('alice@example.com', { role: 'admin' })]],
  ])('comes when %s, before anything more is told', async (_, grants) => {
    const { listen, call, reload } = await stage();
    const reader = await listen(ALICE);
    await call(ALICE);
    await record(reader);
    const reloading = reload(...grants);
    const calling = call(ALICE);
    await reloading;
    await calling;
    expect(await reader.next()).toBe(null);
  });

  it('does not come for those who keep theirs; admins hear of the config', async () => {
    const { listen, call, reload } = await stage();
    const [alice, root] = [await listen(ALICE), await listen(ROOT)];
    await reload(...USERS, ADMIN, may('carol@example.com', { role: 'admin' }));
    await call(ALICE);
    expect(await root.next()).toMatchObject({ event: 'config', id: undefined });
    await record(root);
    await record(alice);
  });

  it('does not tell of a config before the audit log and its history do', async () => {
    const source = memorySource();
    // Looking whether the file can be written takes the disk a while.
    source.readOnly = () => new Promise((resolve) => setTimeout(resolve, 20, null));
    const [audit, store] = [memoryAudit(), { ...memoryStore(), configs: memoryHistory() }];
    const { gateway, ask } = await configStage(source, { audit, store });
    gateways.push(gateway);
    const root = readLive(await ask('live'));
    source.text = source.text.replace('["gpt-5"]', '["gpt-6"]');
    source.change();
    const { etag } = JSON.parse((await root.next())!.data) as { etag: string };
    const { events } = await audit.find({ limit: 1, action: 'config.changed_on_disk' });
    expect(events[0]?.detail).toMatchObject({ etag });
    expect(await (await ask('config/versions?limit=1')).json()).toMatchObject({ versions: [{ etag }] });
  });

  it('comes after a quarter of an hour where the host application told who calls: it is asked when they come back', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const source = { type: 'test', headers: [], byNetwork: false, identify: () => BOB.identity! };
    const { listen, call } = await stage({ identity: [source] });
    const [bob, alice] = [await listen({}), await listen(ALICE)];
    vi.advanceTimersByTime(14 * 60_000);
    const later = await listen(ALICE);
    await call(ALICE);
    for (const reader of [alice, later]) await record(reader);
    vi.advanceTimersByTime(60_000);
    expect(await alice.next()).toBe(null);
    await call(ALICE);
    await record(later);
    vi.advanceTimersByTime(14 * 60_000);
    expect(await later.next()).toBe(null);
    // The gateway itself looks anew who this is.
    await call({});
    await record(bob);
  });

  it('says up to where it went, for a browser that has heard of no record yet', async () => {
    const { open, listen, call } = await stage();
    const body = (await open(ALICE)).body!.getReader();
    const first = new TextDecoder().decode((await body.read()).value);
    const id = /^id: (.+)$/m.exec(first)![1]!;
    await body.cancel();
    await call(ALICE, 'gpt-6');
    // One that has heard of some goes on from there, also if it is cut off before it hears more.
    const again = await open(ALICE, '', { headers: { 'last-event-id': id } });
    const next = again.body!.getReader();
    expect(new TextDecoder().decode((await next.read()).value)).not.toContain('id:');
    await next.cancel();
    const reader = await listen(ALICE, '', { 'last-event-id': id });
    expect((await record(reader)).model.asked).toBe('gpt-6');
  });

  it('comes when who called is known no more, with no new config', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let known = true;
    const identify = () => (known ? ALICE.identity! : null);
    const source = { type: 'test', headers: [], byNetwork: false, identify };
    const { listen } = await stage({ identity: [source] });
    const reader = await listen({});
    vi.advanceTimersByTime(60_000);
    known = false;
    const next = reader.next();
    vi.advanceTimersByTime(60_000);
    expect(await next).toBe(null);
  });

  it('makes room for others: who left, left before reading, or asked for the head alone', async () => {
    const { listen, open, call, gateway } = await stage();
    for (let n = 0; n < MAX_LISTENERS_EACH; n += 1) {
      await (await listen(ALICE)).leave();
      await open(ALICE, '', { method: 'HEAD' });
      const leaving = new AbortController();
      await open(ALICE, '', { signal: leaving.signal });
      leaving.abort();
    }
    const reader = await listen(ALICE);
    await call(ALICE);
    await record(reader);
    expect(gateway.snapshot.providers.size).toBe(1);
  });
});

describe('too many who listen', () => {
  it('are refused under one login, which takes nothing from others', async () => {
    const { listen, open } = await stage();
    for (let n = 0; n < MAX_LISTENERS_EACH; n += 1) await listen(ALICE);
    const refused = await open(ALICE);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '15']);
    expect(await problemOf(refused)).toMatchObject({ title: 'unavailable' });
    expect((await open(BOB)).status).toBe(200);
  });

  it('are refused all together', async () => {
    const { listen, open, audit } = await stage();
    const readers = [];
    const others = MAX_LISTENERS - KEPT_FOR_ADMINS;
    for (let n = 0; n < others; n += 1) readers.push(await listen(AS(`u${n}@example.com`)));
    expect((await open(ALICE)).status).toBe(503);
    expect(audit.looks()).toEqual([]);
    // An admin has room all the same.
    expect((await open(ROOT)).status).toBe(200);
    await readers[0]!.leave();
    await readers[1]!.leave();
    expect((await open(ALICE)).status).toBe(200);
  });
});

describe('who comes back', () => {
  const minutes = (n: number): number => n * 60_000;
  const timings = (total: number) => ({ sent: 1, head: 2, first: 3, total, own: 1 });
  /** The n-th begins at minute n; the second takes until after the fifth. */
  const kept = (...more: Parameters<typeof memoryStore>) =>
    memoryStore(
      ...[1, 2, 3, 4, 5].map((n) =>
        callOf(n, 'alice@example.com', { timings: timings(n === 2 ? minutes(3.5) : 100) }),
      ),
      ...more,
    );
  const ids = async (reader: LiveReader, count: number): Promise<string[]> => {
    const found = [];
    for (let n = 0; n < count; n += 1) found.push((await record(reader)).id);
    return found;
  };

  it('gets what ended meanwhile, in that order, and then what comes', async () => {
    const { listen, call } = await stage({}, kept(callOf(6, 'bob@example.com')));
    const reader = await listen(ALICE, '', { 'last-event-id': idOf(3) });
    const first = call(ALICE);
    expect(await ids(reader, 3)).toEqual([idOf(4), idOf(5), idOf(2)]);
    await first;
    expect((await record(reader)).path).toBe('/v1/responses');
  });

  it('may say where in the query, and the browser knows better', async () => {
    const { listen } = await stage({}, kept());
    expect(await ids(await listen(ALICE, `?after=${idOf(4)}`), 2)).toEqual([idOf(5), idOf(2)]);
    const reader = await listen(ALICE, `?after=${idOf(1)}`, { 'last-event-id': idOf(5) });
    expect(await ids(reader, 1)).toEqual([idOf(2)]);
  });

  it('is told by time behind a record that it may not see, or that is not there', async () => {
    const bobs = callOf(4, 'bob@example.com', { timings: timings(minutes(30)) });
    const stamp = (START + minutes(4)).toString(16).padStart(12, '0');
    const id = `${stamp.slice(0, 8)}-${stamp.slice(8)}-7000-8000-000000000000`;
    const store = memoryStore(
      { ...bobs, record: { ...bobs.record, id } },
      ...[3, 5].map((n) => callOf(n, 'alice@example.com')),
    );
    const { listen } = await stage({}, store);
    expect(await ids(await listen(ALICE, `?after=${id}`), 1)).toEqual([idOf(5)]);
    store.entries.shift();
    expect(await ids(await listen(ALICE, `?after=${id}`), 1)).toEqual([idOf(5)]);
  });

  it('hears that there was more, and gets the latest', async () => {
    const many = memoryStore(
      ...Array.from({ length: 300 }, (_, n) =>
        callOf(n, 'alice@example.com', { time: START + n, timings: timings(1) }),
      ),
    );
    const { listen } = await stage({}, many);
    const reader = await listen(ALICE, `?after=${idOf(5)}`);
    expect(await reader.next()).toMatchObject({ event: 'lag', data: '{"dropped":null}' });
    expect((await ids(reader, 200)).at(-1)).toBe(idOf(299));
  });

  it('hears that there may be more where the store fails, or there is none', async () => {
    const failing = { ...kept(), find: () => Promise.reject(new Error('disk')) };
    const log = vi.fn<() => void>();
    for (const options of [{ store: failing, logger: { log } }, { store: undefined as never }]) {
      const { listen, call } = await stage(options);
      const reader = await listen(ALICE, '', { 'last-event-id': idOf(3) });
      expect(await reader.next()).toMatchObject({ event: 'lag', data: '{"dropped":null}' });
      await call(ALICE);
      await record(reader);
    }
    expect(log).toHaveBeenCalledWith('error', 'records could not be read', { why: 'disk' });
  });

  it('with something else than an id begins with what comes', async () => {
    const { listen, call } = await stage({}, kept());
    const reader = await listen(ALICE, '', { 'last-event-id': 'x' });
    await call(ALICE);
    expect((await record(reader)).path).toBe('/v1/responses');
  });

  it('finds what waits to be written', async () => {
    const store = kept();
    const waiting = callRecord(6);
    const flush = vi.fn<() => Promise<void>>(async () => store.add({ record: waiting, capture: null }));
    const { listen } = await stage({ store: { ...store, flush } });
    expect(await ids(await listen(ALICE, `?after=${idOf(5)}`), 2)).toEqual([idOf(2), idOf(6)]);
  });
});
