import { describe, expect, it } from 'vitest';
import type { Identity, IdentitySource } from '../ports/identity.ts';
import { refuseForeign } from './foreign.ts';

const source = (type: string, byNetwork: boolean): IdentitySource => ({
  type,
  headers: [],
  byNetwork,
  identify: () => null,
});
const by = (type: string): Identity => ({ login: 'x', tags: [], groups: [], source: type });
const SOURCES = [source('tailscale', true), source('key', false), source('own', false), source('own', true)];
const refusal = (method: string, headers: readonly string[], told = 'tailscale', url = 'http://gateway/x') =>
  refuseForeign(
    { method, url, headers, body: null, onAbort() {} },
    { sources: SOURCES, snapshot: { server: { hosts: ['ai.example.com'] } } as never },
    by(told),
  );

describe('a request', () => {
  it.each([
    ['of a program', ['host', 'gateway']],
    ['to an address', ['host', '100.64.0.9:8787']],
    ['to a name of the tailnet', ['host', 'ai.tail1234.ts.net']],
    ['to a configured name', ['host', 'AI.example.com:443']],
    ['that names its host in the URL alone', []],
    [
      'of a page of the gateway',
      ['host', 'gateway', 'sec-fetch-site', 'same-origin', 'origin', 'http://gateway'],
    ],
  ])('%s is answered', (_what, headers) => {
    for (const method of ['GET', 'PUT']) expect(refusal(method, headers)).toBeNull();
  });

  it.each(['GET', 'HEAD', 'PUT', 'POST'])(
    'that calls the gateway by a strange name is refused, whatever it does: %s',
    (method) => {
      const told = refusal(method, ['host', 'evil.example']);
      expect(told).toMatchObject({ status: 403, code: 'cross_site' });
      expect(told?.message).toContain('"evil.example"');
      expect(told?.message).toContain('server.hosts');
      expect(refusal(method, [], 'tailscale', 'http://evil.example/')).toMatchObject({ status: 403 });
    },
  );

  it.each(['', 'gateway, evil.example', 'a@gateway', 'gateway/?x'])(
    'whose host is none is refused: %j',
    (host) => {
      expect(refusal('GET', ['host', host])).toMatchObject({ status: 403, code: 'cross_site' });
    },
  );

  it('may use any name if a credential that it carries tells who calls, which pages cannot send along', () => {
    expect(refusal('PUT', ['host', 'ai.corp.example'], 'key')).toBeNull();
    // A host application that has found out itself who calls may have done so by the network.
    expect(refusal('GET', ['host', 'ai.corp.example'], 'session')).toMatchObject({ status: 403 });
    // Two sources of one name: the stricter one counts.
    expect(refusal('GET', ['host', 'ai.corp.example'], 'own')).toMatchObject({ status: 403 });
  });

  it.each([
    [['origin', 'https://evil.example']],
    [['origin', 'null']],
    [['sec-fetch-site', 'cross-site']],
    [['sec-fetch-site', 'same-site']],
  ])('of a foreign page writes nothing, and what it reads it cannot see: %j', (headers) => {
    for (const told of ['tailscale', 'key', 'session']) {
      expect(refusal('PUT', ['host', 'gateway', ...headers], told)).toMatchObject({ code: 'cross_site' });
      expect(refusal('GET', ['host', 'gateway', ...headers], told)).toBeNull();
    }
  });
});
