import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGateway } from '../gateway.ts';
import type { RecordStore } from '../ports/record-store.ts';
import { idOf } from '../testing/call-record.ts';
import { ALICE, CONFIG, post, url } from '../testing/gateway.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { recorder } from '../testing/recorder.ts';
import { problemOf, recordsStage, ROOT } from '../testing/records-stage.ts';
import { MAX_QUESTIONS_EACH, PATIENCE_MS } from './store-reader.ts';

const PATHS = ['records', 'records?format=csv', `records/${idOf(1)}`, 'usage'];
const all = (answer: () => Promise<never>): Partial<RecordStore> => ({
  find: answer,
  get: answer,
  usage: answer,
});
const never = all(() => new Promise<never>(() => {}));

it.each(PATHS)('without a store says so, and how to have one: %s', async (path) => {
  const gateway = createGateway(CONFIG, { transport: recorder() });
  const answer = await gateway.fetch(new Request(url(`/aperture/${path}`)), ROOT);
  const { status, detail } = await problemOf(answer);
  expect([status, detail]).toEqual([404, expect.stringMatching(/aperture serve.*createGateway.*store/)]);
});

describe.each(PATHS)('%s, before a store', (path) => {
  it.each([
    ['that fails', () => Promise.reject(new Error('disk I/O error at /secret/place'))],
    [
      'that throws at once',
      () => {
        throw new Error('disk I/O error at /secret/place');
      },
    ],
  ])('%s, is a 503 that tells nothing of it', async (_what, answer) => {
    const { get, log } = recordsStage(memoryStore(), all(answer as () => Promise<never>));
    const refused = await get(path, ROOT);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10']);
    expect(JSON.stringify(await problemOf(refused))).not.toContain('disk');
    expect(log).toEqual(['records could not be read: disk I/O error at /secret/place']);
    const head = await get(path, ROOT, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([503, '']);
  });
});

describe('a store that does not answer', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it.each(PATHS)('is waited for so long and no longer: %s', async (path) => {
    const { get, log } = recordsStage(memoryStore(), never);
    let settled = false;
    const asking = get(path, ROOT).finally(() => (settled = true));
    await vi.advanceTimersByTimeAsync(PATIENCE_MS - 1);
    expect(settled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect((await asking).status).toBe(503);
    expect(log).toEqual(['records could not be read: the store did not answer within 10 s']);
  });

  it('has no more questions of one caller before it than that may have, until it has done with them', async () => {
    const waiting: (() => void)[] = [];
    const kept = memoryStore();
    const { get } = recordsStage(kept, {
      find: (query) => new Promise((resolve) => waiting.push(() => resolve(kept.find(query)))),
    });
    const first = Array.from({ length: MAX_QUESTIONS_EACH }, () => get('records', ROOT));
    expect((await get('records', ROOT)).status).toBe(503);
    // Nobody else is kept out.
    const before = waiting.length;
    first.push(get('records', ALICE));
    await vi.advanceTimersByTimeAsync(0);
    expect(waiting.length).toBe(before + 1);
    // Given up, but still before the store.
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(new Set((await Promise.all(first)).map(({ status }) => status))).toEqual(new Set([503]));
    expect((await get('records', ROOT)).status).toBe(503);
    for (const answer of waiting.splice(0)) answer();
    await vi.advanceTimersByTimeAsync(0);
    const asking = get('records', ROOT);
    await vi.advanceTimersByTimeAsync(0);
    for (const answer of waiting) answer();
    expect((await asking).status).toBe(200);
  });

  it('leaves no timer behind a good answer', async () => {
    const { get } = recordsStage();
    for (const path of PATHS) await get(path, ROOT);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('costs no call anything', async () => {
    const gateway = createGateway(CONFIG, { transport: recorder(), store: { ...memoryStore(), ...never } });
    const asking = gateway.fetch(new Request(url('/aperture/records')), ROOT);
    const call = await gateway.fetch(post('/v1/chat/completions', { model: 'gpt-5' }), ROOT);
    expect([call.status, await call.json()]).toEqual([200, { ok: true }]);
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    await asking;
  });
});
