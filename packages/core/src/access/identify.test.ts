import { describe, expect, it, vi } from 'vitest';
import { GatewayError, isRefusal, refuse, type Refusal } from '../errors.ts';
import type { Caller, Identification, Identity, IdentitySource } from '../ports/identity.ts';
import type { Logger } from '../ports/logger.ts';
import { identify } from './identify.ts';

const caller: Caller = {
  isCall: true,
  headers: [],
  host: 'gateway',
  remoteAddress: '10.0.0.1',
  remotePort: 50_000,
};
const alice: Identity = { login: 'alice@example.com', tags: [], groups: [], source: 'key' };

const source = (
  answer: () => Identification | Promise<Identification>,
  type = 'key',
  ...headers: string[]
): IdentitySource => ({
  type,
  headers,
  byNetwork: false,
  identify: vi.fn<() => ReturnType<typeof answer>>(answer),
});

const refusalFrom = async (answer: ReturnType<typeof identify>): Promise<Refusal> => {
  const said = await answer;
  if (!isRefusal(said)) throw new Error('expected a refusal');
  return said;
};

describe('identify', () => {
  it('takes the first source that knows, and asks no further', () => {
    const first = source(() => null);
    const last = source(() => null);
    const said = identify([first, source(() => alice), last], caller);
    // No promise where no source made one: the hot path stays synchronous.
    expect(said).toBe(alice);
    expect(first.identify).toHaveBeenCalledWith(caller);
    expect(last.identify).not.toHaveBeenCalled();
  });

  it('goes on behind sources that take their time', async () => {
    const said = identify([source(async () => null), source(() => null), source(async () => alice)], caller);
    expect(await said).toBe(alice);
  });

  it.each<[string, () => Identification | Promise<Identification>]>([
    ['at once', () => refuse('unidentified', 'wrong key')],
    ['later', async () => refuse('unidentified', 'wrong key')],
  ])('ends with a source that refuses %s', async (_, answer) => {
    const weaker = source(() => alice);
    expect(await refusalFrom(identify([source(answer), weaker], caller))).toMatchObject({
      message: 'wrong key',
    });
    expect(weaker.identify).not.toHaveBeenCalled();
  });

  it.each<[string, () => Promise<Identification>]>([
    [
      'throws',
      () => {
        throw new TypeError('canary');
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('canary'))],
    // oxlint-disable-next-line prefer-promise-reject-errors -- sources are written by others
    ['rejects with no error', () => Promise.reject('canary')],
  ])('lets nobody in when a source %s, and does not tell why', async (_, answer) => {
    const weaker = source(() => alice);
    const refusal = await refusalFrom(identify([source(answer), weaker], caller));
    expect(refusal).toMatchObject({ code: 'identity_unavailable', status: 503 });
    expect(refusal.message).not.toContain('canary');
    expect(weaker.identify).not.toHaveBeenCalled();
  });

  it('passes on what a failure says of itself, and logs its cause', async () => {
    const log = vi.fn<Logger['log']>();
    const failing = source(async () => {
      throw new GatewayError('identity_unavailable', 'the daemon is away', {
        cause: new Error('ECONNREFUSED'),
      });
    }, 'tailscale');
    const refusal = await refusalFrom(identify([failing], caller, { log }));
    expect(refusal).toMatchObject({ code: 'identity_unavailable', message: 'the daemon is away' });
    expect(log).toHaveBeenCalledWith('error', 'identity source failed', {
      source: 'tailscale',
      error: 'the daemon is away',
      cause: 'ECONNREFUSED',
    });
  });

  it('tells a stranger every way in, also behind sources that took their time', async () => {
    const sources = [
      source(async () => null, 'tailscale'),
      source(() => null, 'header', 'x-user'),
      source(async () => null, 'key', 'x-aperture-key'),
      source(() => null, 'jwt', 'x-aperture-token'),
      source(() => null, 'loopback'),
      source(() => null, 'badge-reader'),
    ];
    const refusal = await refusalFrom(identify(sources, caller));
    expect(refusal).toMatchObject({ code: 'unidentified', status: 403 });
    for (const way of ['tailnet', 'proxy', 'x-aperture-key', 'x-aperture-token', 'machine', 'badge-reader']) {
      expect(refusal.message).toContain(way);
    }
  });

  it('lets nobody in without a source', async () => {
    expect(await refusalFrom(identify([], caller))).toMatchObject({ code: 'unidentified' });
  });
});
