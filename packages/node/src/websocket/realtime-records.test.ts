/** A Realtime conversation leaves a record for each response, whoever asked for it. */
import { describe, expect, it, vi } from 'vitest';
import type { OpenedSocket } from '../testing/socket-client.ts';
import type { SocketPeer } from '../testing/socket-peer.ts';
import { socketStage } from '../testing/socket-stage.ts';

const stage = socketStage();
const PATH = '/platform/v1/realtime?model=gpt-realtime';

async function conversation(path = PATH, ask = {}): Promise<[OpenedSocket, SocketPeer]> {
  const client = await stage.open(path, ask);
  const provider = await stage.upstream.next();
  provider.send({ type: 'session.created', event_id: 'e', session: { id: 'sess_1', model: 'gpt-realtime' } });
  await client.next();
  return [client, provider];
}

const recorded = (count: number): Promise<void> =>
  vi.waitFor(() => expect(stage.records).toHaveLength(count));

const created = (id: string): object => ({
  type: 'response.created',
  event_id: 'event_1',
  response: { object: 'realtime.response', id, status: 'in_progress', output: [], usage: null },
});
const audio = (id: string, delta = 'UklGRg=='): object => ({
  type: 'response.output_audio.delta',
  event_id: 'event_2',
  response_id: id,
  item_id: 'item_1',
  output_index: 0,
  content_index: 0,
  delta,
});
const done = (id: string, more: object = {}): object => ({
  event_id: 'event_3',
  type: 'response.done',
  response: {
    object: 'realtime.response',
    id,
    status: 'completed',
    output: [
      {
        id: 'item_1',
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_audio', transcript: 'Hi' }],
      },
    ],
    usage: {
      total_tokens: 250,
      input_tokens: 130,
      output_tokens: 120,
      input_token_details: { text_tokens: 119, audio_tokens: 11, cached_tokens: 64 },
      output_token_details: { text_tokens: 30, audio_tokens: 90 },
    },
    ...more,
  },
});
const say = async (provider: SocketPeer, client: OpenedSocket, ...events: object[]): Promise<void> => {
  for (const event of events) {
    provider.send(event);
    await client.next();
  }
};
const tell = async (client: OpenedSocket, provider: SocketPeer, event: object): Promise<number> => {
  client.send(event);
  await provider.next();
  return JSON.stringify(event).length;
};

describe('a response', () => {
  it('has a record with its usage, and all of a conversation have one session', async () => {
    const [client, provider] = await conversation(PATH, { headers: { 'user-agent': 'OpenAI/JS 6.49.0' } });
    const size = await tell(client, provider, { type: 'response.create' });
    await say(provider, client, created('resp_1'), audio('resp_1'), done('resp_1'));
    const appended = { type: 'input_audio_buffer.append', audio: 'A'.repeat(1_000) };
    const more = (await tell(client, provider, appended)) + (await tell(client, provider, appended));
    // Nobody asked for it: the speaker made a pause.
    await say(provider, client, created('resp_2'), audio('resp_2', 'B'.repeat(50_000)), done('resp_2'));
    await recorded(2);
    expect(stage.records).toMatchObject([
      {
        identity: { login: '(loopback)' },
        client: { name: 'OpenAI', version: 'JS' },
        method: 'GET',
        path: '/platform/v1/realtime',
        format: 'openai_realtime',
        modelAsked: 'gpt-realtime',
        model: 'gpt-realtime',
        provider: 'platform',
        route: { credential: 'override' },
        status: 200,
        outcome: 'completed',
        streamed: true,
        answer: { id: 'resp_1', stopReason: 'completed', messages: 3 },
        // Speech is in the totals.
        usage: { inputTokens: 130, outputTokens: 120, cachedTokens: 64 },
        sizes: { request: size },
      },
      { answer: { id: 'resp_2' }, sizes: { request: more } },
    ]);
    const [one, two] = stage.records;
    expect(one!.session).toMatch(/^[0-9a-f-]{36}$/);
    expect(two!.session).toBe(one!.session);
    expect(two!.sizes.response).toBeGreaterThan(50_000);
  });

  it('is told apart from others at the same time, and from what belongs to none', async () => {
    const [client, provider] = await conversation(PATH, { headers: { 'x-session-id': 'mine' } });
    await say(
      provider,
      client,
      created('resp_1'),
      created('resp_2'),
      { type: 'rate_limits.updated', event_id: 'e', rate_limits: [] },
      audio('resp_1'),
      { type: 'error', event_id: 'e', error: { type: 'invalid_request_error', message: 'What?' } },
      audio('resp_2'),
      done('resp_2', { status: 'cancelled', status_details: { reason: 'turn_detected' } }),
      audio('resp_1'),
      done('resp_1', { status: 'failed', status_details: { error: { code: 'rate_limit_exceeded' } } }),
    );
    await recorded(2);
    expect(stage.records).toMatchObject([
      {
        session: 'mine',
        outcome: 'completed',
        answer: { id: 'resp_2', stopReason: 'turn_detected', messages: 3 },
      },
      {
        session: 'mine',
        outcome: 'upstream_error',
        error: 'rate_limit_exceeded',
        answer: { id: 'resp_1', messages: 4 },
      },
    ]);
  });

  it('of a provider that names none has a record as well', async () => {
    const [client, provider] = await conversation();
    for (const total of [12, 13]) {
      await say(
        provider,
        client,
        { type: 'response.output_text.delta', delta: 'Hi' },
        {
          type: 'response.done',
          response: { status: 'completed', usage: { total_tokens: total, input_tokens: 1 } },
        },
      );
    }
    await recorded(2);
    expect(stage.records).toMatchObject(
      [1, 2].map(() => ({ outcome: 'completed', usage: { inputTokens: 1 } })),
    );
  });

  it('that breaks off has one that says so', async () => {
    const ends = [
      ['upstream_truncated', (_client: OpenedSocket, provider: SocketPeer) => provider.socket.terminate()],
      ['client_closed', (client: OpenedSocket) => client.socket.terminate()],
    ] as const;
    for (const [outcome, end] of ends) {
      stage.records.length = 0;
      const [client, provider] = await conversation();
      await say(provider, client, created('resp_1'), audio('resp_1'));
      end(client, provider);
      await recorded(1);
      expect(stage.records).toMatchObject([{ outcome, answer: { id: 'resp_1' }, usage: null }]);
    }
  });

  it('keeps no more of them open than a few', async () => {
    const [client, provider] = await conversation();
    for (let n = 0; n < 40; n += 1) await say(provider, client, created(`resp_${n}`));
    await recorded(24);
    expect(stage.records.at(-1)).toMatchObject({ outcome: 'client_closed', answer: { id: 'resp_23' } });
  });
});

it('nothing that looks like an event and is none does harm', async () => {
  const [client, provider] = await conversation();
  const odd = [
    '',
    'x',
    '{',
    '[]',
    'null',
    '{"type":7}',
    '{"type":"response.done"',
    '{"type":"response.done","response":[]}',
  ];
  for (const text of odd) {
    provider.send(text);
    await client.next();
    client.send(text);
    await provider.next();
  }
  provider.send(Buffer.from('{"type":"response.done"}'));
  await client.next();
  await say(provider, client, created('resp_1'), done('resp_1'));
  await vi.waitFor(() => expect(stage.records.at(-1)).toMatchObject({ answer: { id: 'resp_1' } }));
});

it('a capture has what was asked for and what was said, without secrets', async () => {
  const { port } = await stage.another({ more: {}, database: { captures: 'full' } });
  const { openSocket } = await import('../testing/socket-client.ts');
  const client = await openSocket(port, { path: PATH, headers: { authorization: 'Bearer canary-token' } });
  const provider = await stage.upstream.next();
  const secret = 'sk-canary-abcdefghijklmnop';
  await tell(client, provider, { type: 'response.create', response: { instructions: `say ${secret}` } });
  await say(provider, client, created('resp_1'), audio('resp_1'), done('resp_1', { metadata: { secret } }));
  await recorded(1);
  const { capture } = stage.entries[0]!;
  expect(capture!.request.body).toContain('"instructions":"say [redacted]"');
  expect(JSON.parse(capture!.response!.body!)).toMatchObject({
    id: 'resp_1',
    output: [{ content: [{ transcript: 'Hi' }] }],
  });
  expect(JSON.stringify(capture)).not.toContain('canary');
  client.socket.terminate();
});
