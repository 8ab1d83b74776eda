import { describe, expect, it } from 'vitest';
import { create, TOKEN } from '../testing/socket-config.ts';
import { openSocket, type OpenedSocket } from '../testing/socket-client.ts';
import { socketStage } from '../testing/socket-stage.ts';
import type { SocketPeer } from '../testing/socket-peer.ts';
import type { ApertureServer } from '../server/create-server.ts';

const stage = socketStage();

async function pair(
  path = '/codex-oauth/responses',
  server: object = {},
): Promise<{ server: ApertureServer; client: OpenedSocket; provider: SocketPeer }> {
  const other = await stage.another({ server });
  const client = await openSocket(other.port, { path, headers: { authorization: TOKEN } });
  return { server: other.server, client, provider: await stage.upstream.next() };
}

describe('a server that stops', () => {
  it('ends a socket between two turns at once', async () => {
    const { server, client, provider } = await pair();
    client.send(create('gpt-5.3-codex'));
    await provider.next();
    provider.send('{"type":"response.completed","response":{}}');
    await client.next();
    await server.close();
    expect(await client.ended).toEqual({ code: 1001, reason: 'the gateway is stopping' });
    expect(await provider.ended).toMatchObject({ code: 1001 });
  });

  it('ends a socket that carried nothing at once', async () => {
    const { server, client } = await pair();
    await server.close();
    expect(await client.ended).toMatchObject({ code: 1001 });
  });

  it.each([
    '{"type":"response.completed","response":{}}',
    '{ "type" : "response.failed" }',
    '{"type":"response.incomplete"}',
    '{"type":"error","status":400}',
  ])('lets an answer come to its end: %s', async (last) => {
    const { server, client, provider } = await pair();
    client.send(create('gpt-5.3-codex'));
    await provider.next();
    let isClosed = false;
    const closing = server.close().then(() => (isClosed = true));
    for (const event of [
      '{"type":"response.created"}',
      '{"type":"response.output_text.delta","delta":"error"}',
    ]) {
      provider.send(event);
      expect((await client.next()).text).toBe(event);
    }
    expect(isClosed).toBe(false);
    provider.send(last);
    expect((await client.next()).text).toBe(last);
    expect(await client.ended).toMatchObject({ code: 1001 });
    await closing;
  });

  it('cuts off what takes longer than the config’s patience', async () => {
    const { server, client, provider } = await pair('/codex-oauth/responses', { drain: '50ms' });
    client.send(create('gpt-5.3-codex'));
    await provider.next();
    await server.close();
    expect([1001, 1006]).toContain((await client.ended).code);
    await provider.ended;
  });

  it('lets Realtime go on until then', async () => {
    const { server, client, provider } = await pair('/v1/realtime?model=gpt-realtime', { drain: '100ms' });
    const closing = server.close();
    provider.send('still there');
    expect((await client.next()).text).toBe('still there');
    await closing;
    await client.ended;
  });

  it('ends a socket that waits for its first message', async () => {
    const other = await stage.another();
    const client = await openSocket(other.port, {
      path: '/codex/responses',
      headers: { authorization: TOKEN },
    });
    await other.server.close();
    expect(await client.ended).toMatchObject({ code: 1001 });
  });
});
