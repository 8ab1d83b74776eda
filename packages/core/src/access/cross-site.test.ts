import { describe, expect, it } from 'vitest';
import { refuse } from '../errors.ts';
import type { Identification, IdentitySource } from '../ports/identity.ts';
import { guardAgainstPages, isCarried, refuseForeign } from './cross-site.ts';

const HOSTS = ['ai.example.com'];

describe('refuseForeign', () => {
  it.each<[string, string[], string | undefined]>([
    ['a program', [], 'gateway'],
    ['a page of the gateway', ['Sec-Fetch-Site', 'same-origin', 'Origin', 'http://gateway'], 'gateway'],
    ['an address that the user typed', ['sec-fetch-site', 'none'], 'gateway'],
    ['the origin with its port', ['origin', 'http://localhost:8787'], 'localhost:8787'],
    ['the default port, written once', ['origin', 'http://gateway'], 'gateway:80'],
    ['the default port behind a proxy with TLS', ['origin', 'https://ai.example.com'], 'ai.example.com'],
    ['another case', ['ORIGIN', 'http://Gateway'], 'GATEWAY'],
    ['an IPv6 address', ['origin', 'http://[::1]:8787'], '[::1]:8787'],
    ['an IPv4 address', ['origin', 'http://100.64.0.9'], '100.64.0.9'],
    ['a name of the tailnet', ['origin', 'http://ai.tail1234.ts.net'], 'ai.tail1234.ts.net'],
    ['a configured name', [], 'AI.example.com:443'],
  ])('lets %s', (_, headers, host) => {
    for (const isCall of [true, false]) expect(refuseForeign({ isCall, headers, host }, HOSTS)).toBeNull();
  });

  it.each(['ai.corp.example', 'gateway, evil.example', '', undefined])(
    'lets programs alone call models by any name, and do nothing else under it: %j',
    (host) => {
      const told = (isCall: boolean) => refuseForeign({ isCall, headers: [], host }, HOSTS);
      expect(told(true)).toBeNull();
      expect(told(false)).toMatchObject({ code: 'cross_site' });
    },
  );

  it('says which name is strange, and where it belongs', () => {
    const told = refuseForeign({ isCall: false, headers: [], host: 'evil.example:80' }, HOSTS);
    expect(told).toMatchObject({ status: 403, message: expect.stringContaining('"evil.example"') as string });
    expect(told?.message).toContain('server.hosts');
  });

  it.each<[string, string[], string | undefined]>([
    ['a page of another site', ['sec-fetch-site', 'cross-site'], 'gateway'],
    ['a page of another host of the domain', ['sec-fetch-site', 'same-site'], 'gateway'],
    ['a site that is not understood', ['sec-fetch-site', 'same-origin, cross-site'], 'gateway'],
    ['two sites', ['sec-fetch-site', 'same-origin', 'sec-fetch-site', 'cross-site'], 'gateway'],
    ['an empty site', ['sec-fetch-site', ''], 'gateway'],
    ['another origin', ['origin', 'https://evil.example'], 'gateway'],
    [
      'another origin that says it is the same',
      ['sec-fetch-site', 'same-origin', 'origin', 'http://evil'],
      'gateway',
    ],
    ['a page that DNS rebinding brought here', ['origin', 'http://evil.example'], 'evil.example'],
    ['another port', ['origin', 'http://localhost:3000'], 'localhost:8787'],
    ['an origin that starts alike', ['origin', 'http://gateway.evil.example'], 'gateway'],
    ['an origin with the host in front', ['origin', 'http://gateway@evil.example'], 'gateway'],
    ['a sandboxed page', ['origin', 'null'], 'gateway'],
    ['a file', ['origin', 'file://'], 'gateway'],
    ['an app of another scheme', ['origin', 'vscode-webview://gateway-x'], 'gateway'],
    ['an empty origin', ['origin', ''], 'gateway'],
    ['an origin where the request names no host', ['origin', 'http://gateway'], undefined],
    ['a host that is read in two ways', ['origin', 'http://gateway'], 'gateway/?x'],
    ['a host with a user', ['origin', 'http://gateway'], 'evil@gateway'],
  ])('refuses %s', (_, headers, host) => {
    for (const isCall of [true, false]) {
      expect(refuseForeign({ isCall, headers, host }, HOSTS)).toMatchObject({ code: 'cross_site' });
    }
  });
});

describe('a guarded source', () => {
  const alice = { login: 'alice@example.com', tags: [], groups: [], source: 'something else' };
  const page = {
    isCall: false,
    headers: ['origin', 'https://evil.example'],
    host: 'gateway',
    remoteAddress: '::1',
    remotePort: 1,
  };
  const program = { ...page, headers: [] };
  const rebound = { ...program, host: 'evil.example' };
  const source = (said: Identification, more: Partial<IdentitySource> = {}): IdentitySource => ({
    type: 'own',
    headers: ['x-own'],
    byNetwork: true,
    identify: () => said,
    ...more,
  });
  const guarded = (original: IdentitySource): IdentitySource => guardAgainstPages(original, []);

  it.each([
    ['at once', source(alice)],
    ['later', source(alice, { identify: () => Promise.resolve(alice) })],
  ])('refuses the page of another site, also to one that answers %s', async (_, original) => {
    expect(await guarded(original).identify(page)).toMatchObject({ code: 'cross_site', status: 403 });
    expect(await guarded(original).identify(rebound)).toMatchObject({ code: 'cross_site', status: 403 });
    expect(await guarded(original).identify(program)).toBe(alice);
  });

  it('leaves it to the next source if it is not its caller, and keeps its refusals', () => {
    expect(guarded(source(null)).identify(page)).toBeNull();
    const refusal = refuse('unidentified', 'wrong');
    expect(guarded(source(refusal)).identify(page)).toBe(refusal);
  });

  it('is not guarded if a page cannot bring along what identifies', () => {
    const key = source(alice, { byNetwork: false });
    expect(guarded(key)).toBe(key);
  });
});

it('is carried by the request if no source of its kind goes by the network', () => {
  const source = (type: string, byNetwork: boolean): IdentitySource => ({
    type,
    headers: [],
    byNetwork,
    identify: () => null,
  });
  const sources = [
    source('tailscale', true),
    source('key', false),
    source('own', false),
    source('own', true),
  ];
  const told = ['tailscale', 'key', 'session', 'own'].map((type) =>
    isCarried({ login: 'x', tags: [], groups: [], source: type }, sources),
  );
  expect(told).toEqual([false, true, false, false]);
});
