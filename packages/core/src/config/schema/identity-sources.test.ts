import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { IdentityConfig } from './identity.ts';
import { identitySchema } from './identity-sources.ts';

const read = (value: unknown) => v.safeParse(identitySchema, value);
const SHA256 = 'a'.repeat(64);
const JWT = { type: 'jwt', issuer: 'https://id.example.com', audience: 'gateway' };

describe('the identity section', () => {
  it.each<[Record<string, unknown>, Partial<IdentityConfig>]>([
    [{ type: 'tailscale' }, { userspace: false, cache: '10s', timeout: '2s' }],
    [{ type: 'header' }, { login: 'tailscale-user-login', trusted: ['127.0.0.0/8', '::1'] }],
    [{ type: 'key', keys: [] }, { header: 'x-aperture-key' }],
    [{ type: 'key', keys: [{ sha256: SHA256, login: 'ci', tags: ['tag:ci'] }] }, {}],
    [
      { ...JWT, jwks_url: 'https://id.example.com/keys' },
      { header: 'x-aperture-token', claims: { login: 'email' }, clock_tolerance: '5s' },
    ],
    [
      { ...JWT, audience: ['a', 'b'], jwks: { keys: [] }, algorithms: ['ES256'] },
      { header: 'x-aperture-token' },
    ],
    [{ ...JWT, jwks_url: 'http://127.0.0.1:8080/keys' }, {}],
    [{ type: 'loopback' }, {}],
  ])('fills in the defaults of %o', (written, defaults) => {
    expect(read(written)).toMatchObject({ success: true, output: { ...written, ...defaults } });
  });

  it.each([
    ['an unknown type', { type: 'ldap' }],
    ['no type', {}],
    ['a login header that is none', { type: 'header', login: 'x user' }],
    ['a range that is none', { type: 'header', trusted: ['10.0.0.0/33'] }],
    ['a host name for a range', { type: 'header', trusted: ['proxy.internal'] }],
    ['a key in the clear', { type: 'key', keys: [{ sha256: 'secret', login: 'alice@example.com' }] }],
    ['a key of nobody', { type: 'key', keys: [{ sha256: SHA256, login: '' }] }],
    ['a key of a tag', { type: 'key', keys: [{ sha256: SHA256, login: 'tag:ci' }] }],
    [
      'a key of two people',
      {
        type: 'key',
        keys: [
          { sha256: SHA256, login: 'alice' },
          { sha256: SHA256.toUpperCase(), login: 'bob' },
        ],
      },
    ],
    ['a tag without its prefix', { type: 'key', keys: [{ sha256: SHA256, login: 'ci', tags: ['ci'] }] }],
    ['a token without its issuer', { type: 'jwt', audience: 'gateway', jwks_url: 'https://id.example.com' }],
    ['a token for an empty audience', { ...JWT, audience: '', jwks_url: 'https://id.example.com' }],
    ['a token for any audience', { ...JWT, audience: [], jwks_url: 'https://id.example.com' }],
    ['a token without keys', JWT],
    ['a token with keys from two places', { ...JWT, jwks: { keys: [] }, jwks_url: 'https://id.example.com' }],
    ['keys that come in the clear', { ...JWT, jwks_url: 'http://id.example.com/keys' }],
    ['keys that seem to be local', { ...JWT, jwks_url: 'http://localhost.example.com/keys' }],
    ['keys of a user', { ...JWT, jwks_url: 'http://localhost:1@example.com/keys' }],
    ['keys from a file', { ...JWT, jwks_url: 'file:///etc/keys' }],
    ['a shared secret', { ...JWT, jwks: { keys: [] }, algorithms: ['HS256'] }],
    ['no signature', { ...JWT, jwks: { keys: [] }, algorithms: ['none'] }],
    ['a duration without a unit', { type: 'tailscale', cache: '10' }],
    ['an address without a port', { type: 'tailscale', address: '127.0.0.1' }],
  ])('refuses %s', (_, written) => {
    expect(read(written).success).toBe(false);
  });

  it('has a text for every key that an editor offers', () => {
    const schema = toJsonSchema(identitySchema, { errorMode: 'ignore' });
    for (const source of schema.oneOf as { properties: Record<string, object> }[]) {
      for (const [name, property] of Object.entries(source.properties)) {
        if (['type', 'keys', 'claims'].includes(name)) continue;
        expect({ name, ...property }).toHaveProperty('description');
      }
    }
  });
});
