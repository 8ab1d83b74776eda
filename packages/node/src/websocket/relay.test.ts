import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { create, TOKEN } from '../testing/socket-config.ts';
import { openSocket, type OpenedSocket } from '../testing/socket-client.ts';
import type { SocketPeer } from '../testing/socket-peer.ts';
import { socketStage } from '../testing/socket-stage.ts';

const stage = socketStage();

/** A client and the provider's end of its socket. */
async function pair(path = '/codex-oauth/responses', ask = {}): Promise<[OpenedSocket, SocketPeer]> {
  const client = await stage.open(path, ask);
  return [client, await stage.upstream.next()];
}

describe('messages', () => {
  it('go both ways as they came', async () => {
    const [client, provider] = await pair();
    const text =
      '{ "type":"response.create",\n "model":"gpt-5.3-codex","input":[{"a":"\\u00e9 \u{1f642}"}] }';
    client.send(text);
    expect(await provider.next()).toMatchObject({ text, isBinary: false });
    for (const event of ['{"type":"response.created"}', '', 'not JSON', '{"type":"codex.rate_limits"}']) {
      provider.send(event);
      expect(await client.next()).toMatchObject({ text: event, isBinary: false });
    }
    const bytes = randomBytes(100_000);
    provider.send(bytes);
    expect(await client.next()).toMatchObject({ bytes, isBinary: true });
  });

  it('keep their order, also while one of them is judged', async () => {
    const [client, provider] = await pair();
    const sent = Array.from({ length: 200 }, (_, i) =>
      i % 3 === 0 ? create('gpt-5.3-codex', { n: i }) : `{"type":"response.x","n":${i}}`,
    );
    for (const text of sent) client.send(text);
    const got: string[] = [];
    while (got.length < sent.length) got.push((await provider.next()).text);
    expect(got).toEqual(sent);
  });

  it('of megabytes arrive whole', async () => {
    const [client, provider] = await pair();
    const text = create('gpt-5.3-codex', { image: randomBytes(4_000_000).toString('base64') });
    client.send(text);
    expect((await provider.next()).text).toBe(text);
    provider.send(text);
    expect((await client.next()).text).toBe(text);
  });

  it('in binary are judged like text', async () => {
    const [client, provider] = await pair();
    client.send(Buffer.from(create('gpt-5.3-codex')));
    expect(await provider.next()).toMatchObject({ isBinary: true });
    client.send(Buffer.from(create('gpt-9')));
    expect(await client.json()).toMatchObject({ type: 'error', status: 404 });
  });

  it('lose the provider in front of the model', async () => {
    const [client, provider] = await pair('/codex/responses?model=platform/gpt-5');
    client.send('{"model" : "platform/gpt-5","type":"response.create", "x":1}');
    expect((await provider.next()).text).toBe('{"model" : "gpt-5","type":"response.create", "x":1}');
  });

  it('name the model as the client does, where Codex would tell its user of a rerouting', async () => {
    const [client, provider] = await pair('/codex/responses?model=platform/gpt-5');
    const headers = (model: string): string =>
      `{"type":"response.metadata", "headers":{"openai-model": "${model}"},"model":"gpt-5"}`;
    const answer = async (): Promise<string> => {
      await provider.next();
      provider.send(headers('gpt-5'));
      return (await client.next()).text;
    };
    client.send(create('platform/gpt-5'));
    expect(await answer()).toBe(headers('platform/gpt-5'));
    client.send(create('gpt-5'));
    expect(await answer()).toBe(headers('gpt-5'));
  });

  it('that are refused leave the socket open, and do not reach the provider', async () => {
    const [client, provider] = await pair('/platform/responses');
    for (const [text, status, code] of [
      [create('secret-model'), 404, 'model_not_found'],
      [create('gpt-9'), 404, 'model_not_found'],
      ['{"type":"response.create","model":"gpt-5","model":"secret-model"}', 400, 'model_ambiguous'],
      ['{"type":"response.create"}', 400, 'model_missing'],
      ['not JSON', 400, 'invalid_request'],
    ] as const) {
      client.send(text);
      expect(await client.json()).toMatchObject({ type: 'error', status, error: { code, param: null } });
    }
    client.send(create('gpt-5'));
    expect((await provider.next()).text).toBe(create('gpt-5'));
    expect(provider.heard).toEqual([]);
  });

  it('go to another provider than the handshake named, if the first of them says so', async () => {
    const [client, unused] = await pair('/v1/responses?model=gpt-5');
    client.send(create('gpt-5.3-codex'));
    const provider = await stage.upstream.next();
    expect((await provider.next()).text).toBe(create('gpt-5.3-codex'));
    expect(stage.upstream.handshakes.map((reached) => reached.header('authorization'))).toEqual([
      'Bearer sk-organisation-canary',
      TOKEN,
    ]);
    expect(await unused.ended).toMatchObject({ code: 1001 });
    expect(unused.heard).toEqual([]);
    provider.send('{"type":"response.completed"}');
    expect((await client.next()).text).toBe('{"type":"response.completed"}');
    client.socket.close(4001);
    expect(await provider.ended).toMatchObject({ code: 4001 });
  });

  it('for another provider send the client to a new connection', async () => {
    const [client, provider] = await pair('/v1/responses?model=gpt-5');
    client.send(create('gpt-5'));
    await provider.next();
    client.send(create('gpt-5.3-codex'));
    expect(await client.json()).toMatchObject({
      type: 'error',
      status: 400,
      error: { code: 'websocket_connection_limit_reached' },
    });
    expect(await client.ended).toMatchObject({ code: 1012 });
    expect(await provider.ended).toMatchObject({ code: 1001 });
    expect(provider.heard).toEqual([]);
  });
});

describe('the end', () => {
  it.each([
    [1000, 'done'],
    [1001, ''],
    [1008, 'policy'],
    [1009, 'message too big'],
    [1011, 'internal'],
    [1012, ''],
    [3000, 'x'],
    [4001, 'vendor'],
    [4999, ''],
  ])('with %i of one side is the other’s', async (code, reason) => {
    const [client, provider] = await pair();
    provider.socket.close(code, reason);
    expect(await client.ended).toEqual({ code, reason });
    const [leaver, left] = await pair();
    leaver.socket.close(code, reason);
    expect(await left.ended).toEqual({ code, reason });
  });

  it('without a code is one without a code', async () => {
    const [client, provider] = await pair();
    provider.socket.close();
    expect(await client.ended).toMatchObject({ code: 1005 });
    const [leaver, left] = await pair();
    leaver.socket.close();
    expect(await left.ended).toMatchObject({ code: 1005 });
  });

  it('by a break is a break, after all that came before it', async () => {
    const [client, provider] = await pair();
    client.send(create('gpt-5.3-codex'));
    await provider.next();
    const big = 'x'.repeat(3_000_000);
    provider.socket.send(big, () => provider.socket.terminate());
    expect((await client.next()).text).toBe(big);
    expect(await client.ended).toMatchObject({ code: 1006 });
    const [leaver, left] = await pair();
    leaver.socket.terminate();
    expect(await left.ended).toMatchObject({ code: 1006 });
  });

  it('leaves no connection and no timer behind', async () => {
    const count = (kind: string): number =>
      process.getActiveResourcesInfo().filter((name) => name === kind).length;
    const noSockets = (): Promise<void> => vi.waitFor(() => expect(count('TCPSocketWrap')).toBe(0));
    const { port } = await stage.another({
      server: { deadlines: { connect: '1h', first_byte: '1h', total: '1h' } },
    });
    await noSockets();
    const timers = count('Timeout');
    for (const end of ['close', 'terminate'] as const) {
      const client = await openSocket(port, {
        path: '/codex/responses?model=gpt-5.3-codex',
        headers: { authorization: TOKEN },
      });
      const provider = await stage.upstream.next();
      client.send(create('gpt-5.3-codex'));
      await provider.next();
      client.socket[end]();
      await Promise.all([client.ended, provider.ended]);
    }
    await noSockets();
    // `waitFor` may have left one of its own when they were counted.
    expect(count('Timeout')).toBeLessThanOrEqual(timers);
  });
});
