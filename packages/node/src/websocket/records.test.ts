/** Every turn over a WebSocket leaves a record, like a call over HTTP. */
import { expect, it, vi } from 'vitest';
import { create } from '../testing/socket-config.ts';
import type { OpenedSocket } from '../testing/socket-client.ts';
import type { SocketPeer } from '../testing/socket-peer.ts';
import { socketStage } from '../testing/socket-stage.ts';

const stage = socketStage();

async function pair(path = '/codex-oauth/responses', ask = {}): Promise<[OpenedSocket, SocketPeer]> {
  const client = await stage.open(path, ask);
  return [client, await stage.upstream.next()];
}

const recorded = (count: number): Promise<void> =>
  vi.waitFor(() => expect(stage.records).toHaveLength(count));

const completed = (input: number, output: number): string =>
  JSON.stringify({
    type: 'response.completed',
    response: {
      id: 'resp_1',
      model: 'gpt-5.3-codex',
      status: 'completed',
      usage: { input_tokens: input, output_tokens: output, total_tokens: input + output },
    },
  });

it('tells of each turn what it would tell of a call', async () => {
  const headers = { 'user-agent': 'codex_exec/0.169.0', 'session-id': 'a-thread' };
  const [client, provider] = await pair('/codex-oauth/responses', { headers });
  for (const [input, output] of [
    [10, 1],
    [20, 2],
  ] as const) {
    client.send(create('gpt-5.3-codex'));
    await provider.next();
    provider.send('{"type":"response.created","response":{"id":"resp_1"}}');
    provider.send(completed(input, output));
    for (let i = 0; i < 2; i += 1) await client.next();
  }
  await recorded(2);
  expect(stage.records[1]).toMatchObject({
    identity: { login: '(loopback)' },
    client: { name: 'codex', version: '0.169.0' },
    method: 'GET',
    path: '/codex-oauth/responses',
    format: 'openai_responses',
    modelAsked: 'gpt-5.3-codex',
    model: 'gpt-5.3-codex',
    provider: 'codex-oauth',
    route: { credential: 'passthrough' },
    status: 200,
    outcome: 'completed',
    streamed: true,
    answer: { id: 'resp_1', model: 'gpt-5.3-codex', unreadable: null },
    usage: { inputTokens: 20, outputTokens: 2 },
    session: 'a-thread',
    sizes: { request: create('gpt-5.3-codex').length },
  });
  expect(stage.records[0]).toMatchObject({ usage: { inputTokens: 10, outputTokens: 1 } });
});

it('tells of turns that the gateway refuses', async () => {
  const [client] = await pair('/platform/responses');
  for (const text of [create('secret-model'), 'not JSON', '{"type":"response.create"}']) {
    client.send(text);
    await client.next();
  }
  await recorded(3);
  expect(stage.records).toMatchObject([
    { outcome: 'refused', status: 404, refusal: 'model_not_found', modelAsked: 'secret-model' },
    { outcome: 'refused', status: 400, refusal: 'invalid_request', modelAsked: null },
    { outcome: 'refused', status: 400, refusal: 'model_missing' },
  ]);
});

it('tells how a turn came out that did not end well', async () => {
  const turn = async (after: (client: OpenedSocket, provider: SocketPeer) => void): Promise<void> => {
    const [client, provider] = await pair();
    client.send(create('gpt-5.3-codex'));
    await provider.next();
    provider.send('{"type":"response.created"}');
    await client.next();
    after(client, provider);
  };
  await turn((client) => client.socket.terminate());
  await recorded(1);
  await turn((_client, provider) => provider.socket.close(1011));
  await recorded(2);
  await turn((_client, provider) =>
    provider.send('{"type":"error","status":429,"error":{"code":"rate_limit_exceeded","message":"slow"}}'),
  );
  await recorded(3);
  expect(stage.records.map(({ outcome, error }) => [outcome, error])).toEqual([
    ['client_closed', null],
    ['upstream_truncated', null],
    ['upstream_error', 'rate_limit_exceeded'],
  ]);
});

it('leaves none of other messages, nor of what is said outside a turn', async () => {
  const [client, provider] = await pair();
  client.send('{"type":"response.cancel"}');
  await provider.next();
  provider.send('{"type":"codex.rate_limits"}');
  provider.send(completed(1, 1));
  for (let i = 0; i < 2; i += 1) await client.next();
  client.socket.close();
  await provider.ended;
  expect(stage.records).toEqual([]);
});
