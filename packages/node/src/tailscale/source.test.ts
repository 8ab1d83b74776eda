import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GatewayError, type Caller, type Identity, type TailscaleConfig } from '@aperturejs/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTailscaleSource } from './source.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A daemon as strict as the real one about who may ask it what, and that answers from a table. */
class Daemon {
  readonly asked: string[] = [];
  readonly peers = new Map<string, unknown>();
  answer: Answer | null = null;
  state: string | undefined = 'Running';
  /** The password that TCP callers need. */
  password: string | null = null;
  readonly server: Server = createServer((request, response) => {
    const { headers } = request;
    const url = new URL(request.url ?? '', 'http://daemon');
    const refuse = (status: number, text: string) => response.writeHead(status).end(`${text}\n`);
    if (headers.host !== 'local-tailscaled.sock' || headers.origin || headers.referer) {
      return refuse(403, 'invalid localapi request');
    }
    if (this.password !== null) {
      const expected = `Basic ${Buffer.from(`:${this.password}`).toString('base64')}`;
      if (headers['sec-tailscale'] !== 'localapi') return refuse(403, 'missing header');
      if (headers.authorization !== expected) return refuse(403, 'bad password');
    }
    if (request.method === 'GET' && url.pathname === '/localapi/v0/status') {
      return response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ BackendState: this.state }));
    }
    if (request.method !== 'GET' || url.pathname !== '/localapi/v0/whois') return refuse(404, 'not found');
    const address = url.searchParams.get('addr') ?? '';
    // The real one waits for each protocol in turn about a port that it does not know: 180 ms, twice.
    if (url.searchParams.get('proto') !== 'tcp') return refuse(400, 'the gateway asks about TCP only');
    this.asked.push(address);
    if (this.answer) return this.answer(request, response);
    const peer = this.state === 'Running' ? this.peers.get(address) : undefined;
    if (!peer) return refuse(404, 'no match for IP:port');
    return response.setHeader('content-type', 'application/json').end(JSON.stringify(peer));
  });

  listen(...where: [string] | [number, string]): Promise<void> {
    return new Promise((resolve) => {
      this.server.listen(...(where as [string]), resolve);
    });
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }
}

const ALICE = {
  Node: { ID: 1, StableID: 'nAlice', Name: 'laptop.example.ts.net.', ComputedName: 'laptop' },
  UserProfile: {
    ID: 7,
    LoginName: 'alice@example.com',
    DisplayName: 'Alice',
    Groups: ['group:engineering', 'engineering@example.com'],
  },
  CapMap: { 'tailscale.com/cap/aperture': [{ role: 'user' }], 'example.com/cap/x': null },
};

const RUNNER = {
  Node: { StableID: 'nRunner', ComputedName: 'runner', Tags: ['tag:prod', 'tag:api'] },
  UserProfile: { LoginName: 'tagged-devices', DisplayName: 'Tagged Devices', Groups: ['group:engineering'] },
  CapMap: null,
};

const caller = (remoteAddress: string | undefined, remotePort = 50_000): Caller => ({
  isCall: true,
  headers: [],
  host: 'gateway',
  remoteAddress,
  remotePort,
});

let directory: string;
let socket: string;
let daemon: Daemon;

const config = (parts: Partial<TailscaleConfig> = {}): TailscaleConfig => ({
  type: 'tailscale',
  capability: 'tailscale.com/cap/aperture',
  socket,
  userspace: false,
  cache: '10s',
  timeout: '2s',
  ...parts,
});

const failure = async (identification: unknown): Promise<GatewayError> => {
  const error: unknown = await Promise.resolve(identification).catch((thrown: unknown) => thrown);
  if (!GatewayError.is(error)) throw new Error('expected a GatewayError');
  return error;
};

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'localapi-'));
  socket = path.join(directory, 'tailscaled.sock');
  daemon = new Daemon();
  daemon.peers.set('100.64.0.1', ALICE).set('fd7a:115c:a1e0::1', ALICE).set('100.64.0.2', RUNNER);
  await daemon.listen(socket);
});

afterEach(async () => {
  vi.useRealTimers();
  await daemon.close();
  await rm(directory, { recursive: true });
});

describe('a peer of the tailnet', () => {
  it('is its user', async () => {
    expect(await createTailscaleSource(config()).identify(caller('100.64.0.1'))).toEqual({
      login: 'alice@example.com',
      node: 'nAlice',
      tags: [],
      groups: ['group:engineering', 'engineering@example.com'],
      displayName: 'Alice',
      source: 'tailscale',
      capabilities: { 'tailscale.com/cap/aperture': [{ role: 'user' }] },
    });
  });

  it('is its tags if it has some, sorted, and has no groups', async () => {
    expect(await createTailscaleSource(config()).identify(caller('100.64.0.2'))).toEqual({
      login: 'tag:api,tag:prod',
      node: 'nRunner',
      tags: ['tag:api', 'tag:prod'],
      groups: [],
      displayName: 'runner',
      source: 'tailscale',
      capabilities: {},
    });
  });

  it.each(['::ffff:100.64.0.1', '::FFFF:100.64.0.1', 'fd7a:115c:a1e0::1'])(
    'is known as %s',
    async (address) => {
      const identity = await createTailscaleSource(config()).identify(caller(address));
      expect(identity).toMatchObject({ login: 'alice@example.com' });
    },
  );

  it.each([
    ['no profile and no tags', { Node: { StableID: 'n' } }],
    ['an empty login', { UserProfile: { LoginName: '' } }],
    ['a login that is none', { UserProfile: { LoginName: 7 } }],
    ['nothing at all', {}],
  ])('is nobody with %s', async (_, answer) => {
    daemon.peers.set('100.64.0.3', answer);
    expect(await createTailscaleSource(config()).identify(caller('100.64.0.3'))).toBeNull();
  });

  it('is nobody if the daemon does not know it', async () => {
    expect(await createTailscaleSource(config()).identify(caller('100.64.0.99'))).toBeNull();
  });
});

describe('what a policy file grants', () => {
  const OTHER = 'example.com/cap/aperture';
  const granted = async (capability: string, capabilities: object) => {
    daemon.peers.set('100.64.0.1', { ...ALICE, CapMap: capabilities });
    const source = createTailscaleSource(config({ capability }));
    return ((await source.identify(caller('100.64.0.1'))) as Identity).capabilities;
  };

  it('stands under the name that the config has for it', async () => {
    expect(await granted(OTHER, { [OTHER]: [{ role: 'user' }], 'example.com/cap/x': [1] })).toEqual({
      'tailscale.com/cap/aperture': [{ role: 'user' }],
      [OTHER]: [{ role: 'user' }],
      'example.com/cap/x': [1],
    });
  });

  it('does not count under any other name', async () => {
    const both = { 'tailscale.com/cap/aperture': [{ role: 'admin' }], [OTHER]: [{ role: 'user' }] };
    expect(await granted(OTHER, { ...both, [OTHER]: null })).toEqual({});
    expect(await granted(OTHER, both)).toMatchObject({ 'tailscale.com/cap/aperture': [{ role: 'user' }] });
    expect(await granted('tailscale.com/cap/aperture', both)).toEqual(both);
  });
});

describe('behind a trusted proxy', () => {
  const source = () => createTailscaleSource(config({ userspace: true }));

  it('is the client that was forwarded', async () => {
    const forwarded = { ...caller('127.0.0.1'), forwardedFor: '100.64.0.1' };
    expect(await source().identify(forwarded)).toMatchObject({ login: 'alice@example.com' });
  });

  it('is never the proxy itself, whatever was forwarded', async () => {
    for (const forwardedFor of ['unknown', '', '127.0.0.1', '203.0.113.9']) {
      expect(await source().identify({ ...caller('100.64.0.2'), forwardedFor })).toBeNull();
    }
  });
});

describe('any other peer', () => {
  it.each([
    '192.168.1.2',
    '100.128.0.1',
    '100.63.255.255',
    '127.0.0.1',
    '::1',
    'fd7a:115c:a1e1::1',
    'x',
    undefined,
  ])('%s is left to the next source, and not asked about', (address) => {
    expect(createTailscaleSource(config()).identify(caller(address))).toBeNull();
    expect(daemon.asked).toEqual([]);
  });

  it('is asked about by port on a loopback address, if the daemon passes connections on', async () => {
    daemon.peers.set('127.0.0.1:4001', ALICE).set('[::1]:4001', RUNNER);
    const source = createTailscaleSource(config({ userspace: true }));
    expect(await source.identify(caller('127.0.0.1', 4001))).toMatchObject({ login: 'alice@example.com' });
    expect(await source.identify(caller('::1', 4001))).toMatchObject({ login: 'tag:api,tag:prod' });
    expect(await source.identify(caller('127.0.0.1', 4002))).toBeNull();
    expect(await source.identify(caller('192.168.1.2', 4001))).toBeNull();
    expect(daemon.asked).toEqual(['127.0.0.1:4001', '[::1]:4001', '127.0.0.1:4002']);
  });

  it('is not taken for who had its port on another connection, and asked about once on its own', async () => {
    daemon.peers.set('127.0.0.1:4001', ALICE);
    const source = createTailscaleSource(config({ userspace: true }));
    const on = (connection?: object) =>
      source.identify({ ...caller('127.0.0.1', 4001), ...(connection && { connection }) });
    const first = {};
    const alice = await on(first);
    expect(alice).toMatchObject({ login: 'alice@example.com' });
    expect(on(first)).toBe(alice);
    expect(daemon.asked).toHaveLength(1);

    daemon.peers.set('127.0.0.1:4001', RUNNER);
    expect(await on({})).toMatchObject({ login: 'tag:api,tag:prod' });
    expect(await on()).toMatchObject({ login: 'tag:api,tag:prod' });
    daemon.peers.delete('127.0.0.1:4001');
    expect(await on({})).toBeNull();
    expect(await on()).toBeNull();
  });
});

describe('what is known', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
  });

  it('comes at once and without a question until the cache is too old', async () => {
    const source = createTailscaleSource(config());
    const first = await source.identify(caller('100.64.0.1', 50_001));
    expect(source.identify(caller('100.64.0.1', 50_002))).toBe(first);
    expect(daemon.asked).toHaveLength(1);

    vi.advanceTimersByTime(10_001);
    daemon.peers.set('100.64.0.1', RUNNER);
    expect(await source.identify(caller('100.64.0.1'))).toMatchObject({ login: 'tag:api,tag:prod' });
  });

  it('is asked once for many requests at the same time', async () => {
    const source = createTailscaleSource(config());
    const identities = await Promise.all(
      [1, 2, 3].map((port) => source.identify(caller('100.64.0.1', port))),
    );
    expect(new Set(identities).size).toBe(1);
    expect(daemon.asked).toEqual(['100.64.0.1']);
  });

  it('of a local program is remembered for its connection as long as of a peer', async () => {
    const source = createTailscaleSource(config({ userspace: true }));
    const program = { ...caller('127.0.0.1', 4001), connection: {} };
    expect(await source.identify(program)).toBeNull();
    vi.advanceTimersByTime(9_999);
    expect(source.identify(program)).toBeNull();
    vi.advanceTimersByTime(2);
    expect(await source.identify(program)).toBeNull();
    expect(daemon.asked).toHaveLength(2);
  });

  it('is told apart by address', async () => {
    const source = createTailscaleSource(config());
    const [one, other] = await Promise.all([
      source.identify(caller('100.64.0.1')),
      source.identify(caller('100.64.0.2')),
    ]);
    expect((one as Identity).login).not.toBe((other as Identity).login);
  });

  it('of a stranger is forgotten after a second', async () => {
    const source = createTailscaleSource(config());
    expect(await source.identify(caller('100.64.0.9'))).toBeNull();
    expect(source.identify(caller('100.64.0.9'))).toBeNull();
    expect(daemon.asked).toHaveLength(1);

    daemon.peers.set('100.64.0.9', ALICE);
    vi.advanceTimersByTime(1001);
    expect(await source.identify(caller('100.64.0.9'))).toMatchObject({ login: 'alice@example.com' });
  });
});

describe('a daemon that cannot be asked', () => {
  it.each<[string, Answer]>([
    ['refuses', (_, response) => response.writeHead(403).end('whois access denied')],
    ['fails', (_, response) => response.writeHead(500).end('no netmap')],
    ['sends half of an answer', (_, response) => response.end('{"UserProfile":{"Login')],
    ['sends no object', (_, response) => response.end('null')],
    ['breaks off', (request) => request.socket.destroy()],
    [
      'breaks off within its answer',
      (request, response) => response.write('{', () => request.socket.destroy()),
    ],
  ])('lets nobody in when it %s, and is asked again', async (_, answer) => {
    daemon.answer = answer;
    const source = createTailscaleSource(config());
    expect(await failure(source.identify(caller('100.64.0.1')))).toMatchObject({
      code: 'identity_unavailable',
    });
    daemon.answer = null;
    expect(await source.identify(caller('100.64.0.1'))).toMatchObject({ login: 'alice@example.com' });
  });

  // Without its map of the network the real one answers 404 for everybody, as it does for strangers.
  it.each(['NoState', 'Starting', 'NeedsLogin', 'Stopped', undefined])(
    'lets nobody in while it is not on its tailnet: %s',
    async (state) => {
      daemon.state = state;
      const source = createTailscaleSource(config({ userspace: true }));
      for (const address of ['100.64.0.1', '127.0.0.1']) {
        const error = await failure(source.identify(caller(address)));
        expect(error).toMatchObject({ code: 'identity_unavailable' });
        expect(error.cause).toMatchObject({ message: `the daemon is not on its tailnet: ${state}` });
      }
      daemon.state = 'Running';
      expect(await source.identify(caller('100.64.0.1'))).toMatchObject({ login: 'alice@example.com' });
    },
  );

  it('lets nobody in when it does not answer in time', async () => {
    let ended = (): void => {};
    const over = new Promise<void>((resolve) => {
      ended = resolve;
    });
    daemon.answer = (request) => request.socket.on('close', ended);
    const source = createTailscaleSource(config({ timeout: '20ms' }));
    expect(await failure(source.identify(caller('100.64.0.1')))).toMatchObject({
      code: 'identity_unavailable',
    });
    await over;
  });

  it('lets nobody in when it answers without end', async () => {
    daemon.answer = (_, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write(' '.repeat(100_000), more);
      };
      more();
    };
    const error = await failure(createTailscaleSource(config()).identify(caller('100.64.0.1')));
    expect(error.cause).toMatchObject({ message: 'the daemon answered too much' });
  });

  it('lets nobody in when it is not there', async () => {
    const source = createTailscaleSource(config({ socket: path.join(directory, 'nothing') }));
    const error = await failure(source.identify(caller('100.64.0.1')));
    expect(error).toMatchObject({ code: 'identity_unavailable', cause: { code: 'ENOENT' } });
    expect(error.message).not.toContain(directory);
  });
});

describe('by TCP', () => {
  it('sends the password, and tells nobody', async () => {
    const tcp = new Daemon();
    tcp.password = 'canary';
    tcp.peers.set('100.64.0.1', ALICE);
    await tcp.listen(0, '127.0.0.1');
    const address = `127.0.0.1:${(tcp.server.address() as AddressInfo).port}`;
    try {
      const source = createTailscaleSource(config({ address, password: 'canary' }));
      expect(await source.identify(caller('100.64.0.1'))).toMatchObject({ login: 'alice@example.com' });
      const wrong = createTailscaleSource(config({ address, password: 'other-canary' }));
      const error = await failure(wrong.identify(caller('100.64.0.1')));
      expect(`${error.message} ${String(error.cause)}`).not.toContain('canary');
    } finally {
      await tcp.close();
    }
  });
});
