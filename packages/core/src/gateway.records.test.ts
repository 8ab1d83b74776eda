/** Every call leaves a record, whatever becomes of it. */
import { describe, expect, it } from 'vitest';
import { GatewayError } from './errors.ts';
import { createGateway } from './gateway.ts';
import type { ModelInfo, ModelInfoSource, ModelQuestion } from './ports/model-info.ts';
import type { RequestContext } from './ports/request-context.ts';
import type { Transport, UpstreamResponse } from './ports/transport.ts';
import type { CallRecord } from './record/record.ts';
import { ALICE, AS, CONFIG, post, url } from './testing/gateway.ts';
import { recordingStore } from './testing/store.ts';
import { recorder } from './testing/recorder.ts';
import { bytesFrom, type ByteSink, type ByteSource } from './wire/byte-source.ts';

const encoder = new TextEncoder();

async function recordOf(
  request: Request,
  answer: Partial<UpstreamResponse> | Error = {},
  context: RequestContext = ALICE,
): Promise<CallRecord> {
  const { store, records } = recordingStore();
  const gateway = createGateway(CONFIG, { transport: recorder(answer), store });
  const response = await gateway.fetch(request, context);
  await response.text().catch(() => {});
  expect(records).toHaveLength(1);
  return records[0] as CallRecord;
}

const chat = (more: object = {}, headers: Record<string, string> = {}): Request =>
  post(
    '/v1/chat/completions',
    { model: 'openai/gpt-5', messages: [{ role: 'user', content: 'hi' }], ...more },
    headers,
  );

const ANSWER = {
  id: 'chatcmpl-1',
  model: 'gpt-5-2026-01-01',
  choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: 'Hello' } }],
  usage: {
    prompt_tokens: 9,
    completion_tokens: 3,
    total_tokens: 12,
    prompt_tokens_details: { cached_tokens: 4 },
  },
};
const json = (value: unknown): Partial<UpstreamResponse> => ({
  body: bytesFrom(encoder.encode(JSON.stringify(value))),
});
const SSE = ['content-type', 'text/event-stream'];

describe('a record', () => {
  it('tells who, what, where, how much and how long', async () => {
    const record = await recordOf(
      chat({}, { 'user-agent': 'opencode/1.18.33', 'x-session-id': 'ses_1', authorization: 'Bearer mine' }),
      json(ANSWER),
      AS('alice@example.com', { node: 'n1', tags: [] }),
    );
    expect(record).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      identity: { login: 'alice@example.com', node: 'n1', tags: [], source: 'test' },
      client: { name: 'opencode', version: '1.18.33' },
      method: 'POST',
      path: '/v1/chat/completions',
      format: 'openai_chat',
      modelAsked: 'openai/gpt-5',
      model: 'gpt-5',
      provider: 'openai',
      route: {
        grant: 'grants[1]',
        credential: 'override',
        url: 'https://api.openai.com/v1/chat/completions',
      },
      status: 200,
      outcome: 'completed',
      refusal: null,
      error: null,
      streamed: false,
      answer: { model: 'gpt-5-2026-01-01', id: 'chatcmpl-1', stopReason: 'stop', unreadable: null },
      usage: { inputTokens: 9, outputTokens: 3, cachedTokens: 4 },
      cost: null,
      session: 'ses_1',
      sizes: { response: JSON.stringify(ANSWER).length },
    });
    expect(record.sizes.request).toBeGreaterThan(50);
    const { sent, head, first, total, own } = record.timings;
    expect([0, sent, head, first, total].every((at, i, all) => i === 0 || at! >= all[i - 1]!)).toBe(true);
    expect(own).toBeLessThanOrEqual(sent!);
    expect(Math.abs(Date.now() - record.time)).toBeLessThan(60_000);
  });

  it('is plain: it serialises, and holds no credential', async () => {
    const record = await recordOf(chat({}, { authorization: 'Bearer mine-secret' }), json(ANSWER));
    const text = JSON.stringify(record);
    expect(JSON.parse(text)).toEqual(record);
    expect(text).not.toMatch(/mine-secret|sk-organisation/);
  });

  it('groups the calls of a conversation', async () => {
    const one = await recordOf(chat());
    const two = await recordOf(
      chat({
        messages: [
          { role: 'user', content: 'hi' },
          { role: 'assistant', content: 'x' },
        ],
      }),
    );
    expect(one.session).toMatch(/^oacc_/);
    expect(two.session).toBe(one.session);
    expect(two.id).not.toBe(one.id);
  });

  it('reads the usage of a stream', async () => {
    const events = [
      { id: 'c', model: 'gpt-5', choices: [{ delta: { content: 'x' } }] },
      { id: 'c', model: 'gpt-5', choices: [{ delta: {}, finish_reason: 'stop' }] },
      { id: 'c', model: 'gpt-5', choices: [], usage: { prompt_tokens: 5, completion_tokens: 7 } },
    ].map((event) => encoder.encode(`data: ${JSON.stringify(event)}\n\n`));
    const body = bytesFrom(...events, encoder.encode('data: [DONE]\n\n'));
    expect(await recordOf(chat({ stream: true }), { headers: SSE, body })).toMatchObject({
      streamed: true,
      outcome: 'completed',
      usage: { inputTokens: 5, outputTokens: 7 },
    });
  });
});

describe('the outcome of a call', () => {
  it('that the gateway refused', async () => {
    expect(await recordOf(chat({ model: 'nothing' }))).toMatchObject({
      outcome: 'refused',
      status: 404,
      refusal: 'model_not_found',
      error: expect.stringContaining('nothing'),
      modelAsked: 'nothing',
      model: null,
      provider: null,
      identity: { login: 'alice@example.com' },
      timings: { sent: null, head: null },
    });
    expect(await recordOf(chat(), {}, {})).toMatchObject({
      outcome: 'refused',
      refusal: 'unidentified',
      identity: null,
    });
    expect(await recordOf(chat(), {}, AS('nobody@example.com'))).toMatchObject({
      refusal: 'model_not_found',
    });
    expect(await recordOf(post('/v1/chat/completions', '{"model":'))).toMatchObject({
      refusal: 'invalid_request',
      status: 400,
      modelAsked: null,
    });
  });

  it('that the provider refused', async () => {
    const refusal = json({ error: { message: 'slow down', code: 'rate_limit_exceeded' } });
    expect(await recordOf(chat(), { ...refusal, status: 429 })).toMatchObject({
      outcome: 'upstream_error',
      status: 429,
      refusal: null,
      provider: 'openai',
      usage: null,
    });
  });

  it('that the provider did not answer, or not in time', async () => {
    expect(await recordOf(chat(), new GatewayError('upstream_unreachable', 'gone'))).toMatchObject({
      outcome: 'upstream_error',
      status: 502,
      refusal: 'upstream_unreachable',
    });
    expect(await recordOf(chat(), new GatewayError('upstream_timeout', 'late'))).toMatchObject({
      outcome: 'timed_out',
      status: 504,
    });
  });

  /** An answer that sends some bytes and then does as it is told. */
  const partial = (then: (sink: ByteSink) => void, ...chunks: string[]): ByteSource => ({
    start(sink) {
      for (const chunk of chunks) sink.write(encoder.encode(chunk));
      then(sink);
    },
    resume() {},
    cancel() {},
  });

  it('that broke off', async () => {
    const body = partial((sink) => sink.fail(new Error('reset')), 'data: {"id":"c","choices":[]}\n\n');
    expect(await recordOf(chat({ stream: true }), { headers: SSE, body })).toMatchObject({
      outcome: 'upstream_truncated',
      status: 200,
    });
  });

  it('whose client left in the middle, or right after the end', async () => {
    const leave = async (...events: string[]): Promise<CallRecord | undefined> => {
      const { store, records } = recordingStore();
      const body = partial(() => {}, ...events.map((event) => `data: ${event}\n\n`));
      const gateway = createGateway(CONFIG, { transport: recorder({ headers: SSE, body }), store });
      const response = await gateway.fetch(post('/v1/responses', { model: 'gpt-5' }), ALICE);
      const reader = response.body!.getReader();
      await reader.read();
      expect(records).toEqual([]);
      await reader.cancel();
      return records[0];
    };
    expect(await leave('{"type":"response.created"}')).toMatchObject({ outcome: 'client_closed' });
    const completed = {
      type: 'response.completed',
      response: { id: 'r', usage: { input_tokens: 1, output_tokens: 2 } },
    };
    expect(await leave(JSON.stringify(completed))).toMatchObject({
      outcome: 'completed',
      usage: { inputTokens: 1, outputTokens: 2 },
    });
  });

  it('whose client left before there was an answer', async () => {
    const { store, records } = recordingStore();
    const leave = new AbortController();
    const transport: Transport = {
      send: () => {
        let reject: (error: Error) => void = () => {};
        const response = new Promise<UpstreamResponse>((_, no) => (reject = no));
        queueMicrotask(() => leave.abort());
        return { response, cancel: () => reject(new Error('cancelled')) };
      },
    };
    const gateway = createGateway(CONFIG, { transport, store });
    await gateway.fetch(new Request(chat(), { signal: leave.signal }), ALICE);
    expect(records).toMatchObject([
      { outcome: 'client_closed', status: 499, refusal: null, provider: 'openai' },
    ]);
  });
});

it('has the path as the client wrote it, below the mount path', async () => {
  const request = post('/codex/responses?a=b', { model: 'gpt-5.3-codex' }, { authorization: 'Bearer t' });
  expect(await recordOf(request)).toMatchObject({ path: '/codex/responses', format: 'openai_responses' });
});

it('leaves none of lists, probes and paths that are no call', async () => {
  const { store, records } = recordingStore();
  const gateway = createGateway(CONFIG, { transport: recorder(), store });
  for (const path of ['/v1/models', '/v1/nothing', '/'])
    await gateway.fetch(new Request(url(path), { method: path === '/' ? 'HEAD' : 'GET' }), ALICE);
  expect(records).toEqual([]);
});

describe('the cost', () => {
  const PRICES: ModelInfo = {
    prices: { input: 2e9, output: 8e9, inputCacheRead: 5e8 },
    pricedAs: 'openai/gpt-5',
  };
  async function costOf(
    describe: ModelInfoSource['describe'],
    config: object = CONFIG,
  ): Promise<CallRecord['cost'] | undefined> {
    const { store, records } = recordingStore();
    const gateway = createGateway(config as Record<string, unknown>, {
      transport: recorder(json(ANSWER)),
      store,
      modelInfo: { describe, priceList: 'a list 1.0' },
    });
    await (await gateway.fetch(chat(), ALICE)).text();
    await gateway.close();
    expect(records).toHaveLength(1);
    return records[0]?.cost;
  }
  // 5 fresh tokens read, 4 from a cache, 3 written.
  const nanoDollars = (5 * 2e9 + 4 * 5e8 + 3 * 8e9) / 1e6;

  it('is that of the price list, by the tables of the provider', async () => {
    const asked: ModelQuestion[] = [];
    const cost = await costOf((question) => {
      asked.push(question);
      return PRICES;
    });
    expect(cost).toEqual({ nanoDollars, basis: 'openai/gpt-5', source: 'a list 1.0' });
    expect(asked).toEqual([
      { model: 'gpt-5', bases: ['openai'], explicit: false, baseurl: 'https://api.openai.com' },
    ]);
  });

  it('is waited for where the list must be loaded first', async () => {
    expect(await costOf(() => Promise.resolve(PRICES))).toMatchObject({ nanoDollars });
  });

  it('goes by how the vendor says that it processed the call', async () => {
    const { store, records } = recordingStore();
    for (const service_tier of ['flex', 'default', 'priority']) {
      const gateway = createGateway(CONFIG, {
        transport: recorder(json({ ...ANSWER, service_tier })),
        store,
        modelInfo: { describe: () => PRICES },
      });
      await (await gateway.fetch(chat(), ALICE)).text();
    }
    expect(records.map(({ cost }) => cost?.nanoDollars)).toEqual([nanoDollars / 2, nanoDollars, undefined]);
  });

  it('is that of another model, adjusted, where the config says so', async () => {
    const openai = {
      ...CONFIG.providers.openai,
      model_cost_map: [{ match: 'gpt-*', as: 'gpt-4.1', adjustment: 1.5 }],
    };
    const config = { ...CONFIG, providers: { ...CONFIG.providers, openai } };
    const cost = await costOf(({ model }) => (model === 'gpt-4.1' ? PRICES : null), config);
    expect(cost).toMatchObject({ nanoDollars: nanoDollars * 1.5 });
  });

  it('is not known, and never nothing, where there is no price', async () => {
    expect(await costOf(() => null)).toBeNull();
    expect(await costOf(() => Promise.reject(new Error('no list')))).toBeNull();
    expect(
      await costOf(() => {
        throw new Error('no list');
      }),
    ).toBeNull();
    expect(await costOf(() => PRICES, { ...CONFIG, auto_cost_basis: false })).toBeNull();
  });
});

it('goes on if the store fails', async () => {
  const { store } = recordingStore();
  const failing = {
    ...store,
    add: () => {
      throw new Error('full');
    },
  };
  const log: string[] = [];
  const gateway = createGateway(CONFIG, {
    transport: recorder(json(ANSWER)),
    store: failing,
    logger: { log: (_level, message) => void log.push(message) },
  });
  const response = await gateway.fetch(chat(), ALICE);
  expect(await response.json()).toEqual(ANSWER);
  expect(log).toEqual(['a record was not kept']);
});
