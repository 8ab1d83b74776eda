import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WebSocket } from 'ws';
import { create } from '../testing/socket-config.ts';
import { openSocket, trySocket } from '../testing/socket-client.ts';
import type { SocketPeer } from '../testing/socket-peer.ts';
import { socketStage } from '../testing/socket-stage.ts';
import { startSocketUpstream } from '../testing/socket-upstream.ts';

const stage = socketStage();
const MIB = 1024 * 1024;
const PATH = '/codex-oauth/responses';
const DEFLATE = { serverNoContextTakeover: true, clientNoContextTakeover: true };

/** A create of exactly so many bytes. */
const createOf = (length: number): string => {
  const empty = create('gpt-5.3-codex', { pad: '' });
  return create('gpt-5.3-codex', { pad: 'x'.repeat(length - empty.length) });
};

describe('a message of a client', () => {
  it('may have 16 MiB, and not a byte more', async () => {
    const client = await stage.open(PATH);
    const provider = await stage.upstream.next();
    client.send(createOf(16 * MIB));
    expect((await provider.next()).bytes.length).toBe(16 * MIB);
    client.send(createOf(16 * MIB + 1));
    expect(await client.ended).toMatchObject({ code: 1009 });
    expect(await provider.ended).toMatchObject({ code: 1001 });
    expect(provider.heard).toEqual([]);
  });

  it('may be no longer than a body', async () => {
    const { port } = await stage.another({ server: { max_body_bytes: 1_000 } });
    const client = await openSocket(port, { path: PATH, headers: { authorization: 'Bearer t' } });
    const provider = await stage.upstream.next();
    client.send(createOf(1_000));
    await provider.next();
    client.send(createOf(1_001));
    expect(await client.ended).toMatchObject({ code: 1009 });
  });

  it('that is too long sends its conversation to HTTP, and no other', async () => {
    const { port } = await stage.another({ server: { max_body_bytes: 1_000 } });
    const headers = { authorization: 'Bearer t', 'session-id': 'long' };
    const client = await openSocket(port, { path: PATH, headers });
    client.send(createOf(1_001));
    expect(await client.ended).toMatchObject({ code: 1009 });
    expect(await trySocket(port, { path: PATH, headers })).toMatchObject({ status: 426 });
    const other = await openSocket(port, { path: PATH, headers: { ...headers, 'session-id': 'short' } });
    other.socket.close();
    await other.ended;
  });

  it('that the provider finds too long does so as well', async () => {
    const headers = { 'session-id': 'longer' };
    const client = await stage.open(PATH, { headers });
    (await stage.upstream.next()).socket.close(1009, 'message too big');
    expect(await client.ended).toEqual({ code: 1009, reason: 'message too big' });
    expect(await stage.try(PATH, { headers })).toMatchObject({ status: 426 });
  });

  it('may not grow beyond the limit by being inflated', async () => {
    const client = await stage.open(PATH, { perMessageDeflate: DEFLATE });
    const provider = await stage.upstream.next();
    expect(client.socket.extensions).toContain('permessage-deflate');
    client.send(create('gpt-5.3-codex', { pad: 'x'.repeat(10_000) }));
    expect((await provider.next()).text).toContain('x'.repeat(10_000));
    client.send('x'.repeat(20 * MIB));
    expect(await client.ended).toMatchObject({ code: 1009 });
    expect(provider.heard).toEqual([]);
  });
});

describe('a message of a provider', () => {
  /** A gateway before a provider that deflates. */
  async function deflating(): Promise<{ port: number; next(): Promise<SocketPeer> }> {
    const upstream = await startSocketUpstream({ perMessageDeflate: DEFLATE });
    onTestFinished(() => upstream.close());
    const provider = {
      baseurl: upstream.origin,
      auth_mode: 'none',
      models: ['gpt-x'],
      compatibility: { openai_responses: true },
      websockets: true,
    };
    const { port } = await stage.another({ more: { plain: provider } });
    return { port, next: upstream.next };
  }

  it('is deflated where the client offers it', async () => {
    const { port, next } = await deflating();
    const plain = await openSocket(port, { path: '/plain/responses' });
    const [direct] = [await next()];
    expect([plain.socket.extensions, direct.socket.extensions]).toEqual(['', '']);
    const client = await openSocket(port, { path: '/plain/responses', perMessageDeflate: DEFLATE });
    const provider = await next();
    expect(provider.socket.extensions).toContain('permessage-deflate');
    const text = `{"type":"x","pad":"${'x'.repeat(100_000)}"}`;
    provider.send(text);
    expect((await client.next()).text).toBe(text);
    client.socket.terminate();
    plain.socket.terminate();
  });

  it('may not grow beyond 64 MiB by being inflated', async () => {
    const { port, next } = await deflating();
    const client = await openSocket(port, { path: '/plain/responses', perMessageDeflate: DEFLATE });
    const provider = await next();
    provider.send('x'.repeat(65 * MIB));
    expect(await client.ended).toMatchObject({ code: 1009 });
    expect(client.heard).toEqual([]);
  });
});

/** The bytes that a socket still has to send, once they do not get less any more. */
async function stuck(socket: WebSocket): Promise<number> {
  let last = -1;
  while (socket.bufferedAmount !== last) {
    last = socket.bufferedAmount;
    // Whatever can move has moved after that many turns of the loop.
    for (let i = 0; i < 2_000; i += 1) await turn();
  }
  return last;
}

describe('whoever reads slowly', () => {
  const flood = (peer: SocketPeer): void => {
    for (let i = 0; i < 64; i += 1) peer.send(`{"type":"x","n":${i},"pad":"${'x'.repeat(MIB)}"}`);
  };
  const readAll = async (peer: SocketPeer): Promise<void> => {
    for (let i = 0; i < 64; i += 1) expect((await peer.next()).text.slice(0, 20)).toMatch(`"n":${i},`);
  };

  it('holds the provider back, and gets all of it in the end', async () => {
    const client = await stage.open(PATH);
    const provider = await stage.upstream.next();
    client.socket.pause();
    flood(provider);
    expect(await stuck(provider.socket)).toBeGreaterThan(40 * MIB);
    client.socket.resume();
    await readAll(client);
  });

  it('holds the client back, and gets all of it in the end', async () => {
    const client = await stage.open(PATH);
    const provider = await stage.upstream.next();
    provider.socket.pause();
    flood(client);
    expect(await stuck(client.socket)).toBeGreaterThan(40 * MIB);
    provider.socket.resume();
    await readAll(provider);
  });

  it('may leave in the middle', async () => {
    const client = await stage.open(PATH);
    const provider = await stage.upstream.next();
    client.socket.pause();
    flood(provider);
    await stuck(provider.socket);
    client.socket.terminate();
    expect(await provider.ended).toMatchObject({ code: 1006 });
  });

  it('hears of the provider’s end after all that came before it', async () => {
    const client = await stage.open(PATH);
    const provider = await stage.upstream.next();
    client.socket.pause();
    flood(provider);
    provider.socket.close(1011, 'x');
    await stuck(provider.socket);
    client.socket.resume();
    await readAll(client);
    expect(await client.ended).toEqual({ code: 1011, reason: 'x' });
  });
});
