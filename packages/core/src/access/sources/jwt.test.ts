import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWK } from 'jose';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JwtConfig } from '../../config/schema/identity.ts';
import { GatewayError } from '../../errors.ts';
import { createJwtSource } from './jwt.ts';

const ISSUER = 'https://id.example.com';
type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

let keys: Keys;
let jwk: JWK;

beforeAll(async () => {
  keys = await generateKeyPair('ES256', { extractable: true });
  jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256' };
});

afterEach(() => {
  vi.useRealTimers();
});

const config = (parts: Partial<JwtConfig> = {}): JwtConfig => ({
  type: 'jwt',
  header: 'X-Aperture-Token',
  jwks: { keys: [{ ...jwk }] },
  issuer: ISSUER,
  audience: 'gateway',
  algorithms: ['ES256', 'RS256'],
  claims: { login: 'email', groups: 'groups', name: 'name' },
  clock_tolerance: '5s',
  ...parts,
});

const token = (
  claims: Record<string, unknown> = {},
  { key = keys.privateKey, kid = 'one' } = {},
): Promise<string> =>
  new SignJWT({ iss: ISSUER, aud: 'gateway', exp: now() + 60, email: 'alice@example.com', ...claims })
    .setProtectedHeader({ alg: 'ES256', kid })
    .sign(key);

const now = (): number => Math.floor(Date.now() / 1000);

const caller = (value: string) => ({
  isCall: true,
  headers: ['x-aperture-token', value],
  host: 'gateway',
  remoteAddress: '10.0.0.1',
  remotePort: 1,
});

const said = async (value: string, parts: Partial<JwtConfig> = {}) =>
  createJwtSource(config(parts)).identify(caller(value));

describe('a token', () => {
  it('tells who calls', async () => {
    const value = await token({ name: 'Alice', groups: ['engineering', 'team@example.com', 7, ''] });
    expect(await said(value)).toEqual({
      login: 'alice@example.com',
      tags: [],
      groups: ['group:engineering', 'team@example.com'],
      displayName: 'Alice',
      source: 'jwt',
    });
  });

  it('may be for one audience of several, and come after "Bearer"', async () => {
    const value = await token({ aud: ['other', 'two'] });
    expect(await said(`Bearer ${value}`, { audience: ['one', 'two'] })).toMatchObject({ source: 'jwt' });
  });

  it('may name its user in another claim, and one group without a list', async () => {
    const value = await token({ preferred_username: 'alice', roles: 'ops' });
    expect(await said(value, { claims: { login: 'preferred_username', groups: 'roles' } })).toMatchObject({
      login: 'alice',
      groups: ['group:ops'],
    });
  });

  it('is verified once, and known at once after that', async () => {
    const source = createJwtSource(config());
    const value = await token();
    const first = await source.identify(caller(value));
    expect(source.identify(caller(value))).toBe(first);
  });

  // LiteLLM CVE-2026-35030: a cache by the start of the token took one caller for another.
  it('is known by all of its letters', async () => {
    const source = createJwtSource(config());
    const value = await token();
    await source.identify(caller(value));
    const last = value.at(-2) === 'A' ? 'B' : 'A';
    const forged = `${value.slice(0, -2)}${last}${value.at(-1)}`;
    expect(await source.identify(caller(forged))).toMatchObject({ code: 'unidentified' });
    expect(await source.identify(caller(await token({ email: 'bob@example.com' })))).toMatchObject({
      login: 'bob@example.com',
    });
  });

  it('is known no longer than it is valid', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const source = createJwtSource(config());
    const value = await token();
    expect(await source.identify(caller(value))).toMatchObject({ login: 'alice@example.com' });
    vi.advanceTimersByTime(64_000);
    expect(source.identify(caller(value))).toMatchObject({ login: 'alice@example.com' });
    vi.advanceTimersByTime(2000);
    const refusal = await source.identify(caller(value));
    expect(refusal).toHaveProperty('message', expect.stringContaining('expired'));
  });
});

describe('no token', () => {
  it('leaves the caller to the next source', async () => {
    expect(await said('')).toBeNull();
    const source = createJwtSource(config());
    expect(source.identify({ ...caller(''), headers: ['authorization', await token()] })).toBeNull();
  });
});

describe('a wrong token', () => {
  const wrong: [string, () => Promise<string> | string][] = [
    ['is no token', () => 'canary'],
    ['is half a token', async () => (await token()).split('.').slice(0, 2).join('.')],
    ['has expired', () => token({ exp: now() - 60 })],
    ['never expires', () => token({ exp: undefined })],
    ['is not valid yet', () => token({ nbf: now() + 60 })],
    ['is of another issuer', () => token({ iss: 'https://evil.example' })],
    ['is of no issuer', () => token({ iss: undefined })],
    ['is for another audience', () => token({ aud: 'other' })],
    ['is for no audience', () => token({ aud: undefined })],
    [
      'is signed by somebody else',
      async () => token({}, { key: (await generateKeyPair('ES256')).privateKey }),
    ],
    ['is signed with an unknown key', () => token({}, { kid: 'two' })],
    [
      'is not signed',
      () =>
        new UnsecuredJWT({ email: 'canary' })
          .setIssuer(ISSUER)
          .setAudience('gateway')
          .setExpirationTime('1m')
          .encode(),
    ],
    [
      'is signed with the public key as a secret',
      () =>
        new SignJWT({ email: 'canary' })
          .setProtectedHeader({ alg: 'HS256', kid: 'one' })
          .sign(new TextEncoder().encode(JSON.stringify(jwk))),
    ],
    ['names no user', () => token({ email: undefined })],
    ['names a user that is a list', () => token({ email: ['alice@example.com'] })],
    ['names an address that nobody has checked', () => token({ email_verified: false })],
    ['names everyone', () => token({ email: '*' })],
    ['names a tag', () => token({ email: 'tag:prod' })],
    ['names the loopback caller', () => token({ email: '(loopback)' })],
    ['is too long', async () => token({ padding: 'x'.repeat(16_384) })],
  ];

  it.each(wrong)('that %s ends the search, and is not told', async (_, make) => {
    const value = await make();
    const refusal = await said(value);
    expect(refusal).toMatchObject({ code: 'unidentified', status: 403 });
    expect(refusal).toHaveProperty('message', expect.stringContaining('x-aperture-token'));
    expect(JSON.stringify(refusal)).not.toMatch(/canary|alice|evil/);
    expect(JSON.stringify(refusal)).not.toContain(value.slice(0, 12));
  });

  it('that is signed in a way the config does not take is refused', async () => {
    const refusal = await said(await token(), { algorithms: ['RS256'] });
    expect(refusal).toHaveProperty('message', expect.stringContaining('a way that is not taken'));
  });

  it('that comes twice is refused', async () => {
    const value = await token();
    const headers = ['x-aperture-token', value, 'x-aperture-token', value];
    expect(createJwtSource(config()).identify({ ...caller(''), headers })).toMatchObject({
      code: 'unidentified',
    });
  });
});

describe('keys of the provider', () => {
  let server: Server;
  let answer: { status: number; body: string };
  let asked: number;

  const listen = async (): Promise<string> => {
    asked = 0;
    server = createServer((_, response) => {
      asked++;
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  };

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });

  it('are fetched once', async () => {
    answer = { status: 200, body: JSON.stringify({ keys: [jwk] }) };
    const source = createJwtSource(config({ jwks: undefined, jwks_url: await listen() }));
    expect(await source.identify(caller(await token()))).toMatchObject({ login: 'alice@example.com' });
    expect(await source.identify(caller(await token({ email: 'bob@example.com' })))).toMatchObject({
      source: 'jwt',
    });
    // An unknown key does not make the gateway ask on every request.
    expect(await source.identify(caller(await token({}, { kid: 'two' })))).toMatchObject({
      code: 'unidentified',
    });
    expect(asked).toBe(1);
  });

  it.each([
    ['are away', { status: 503, body: '' }],
    ['have moved', { status: 302, body: '' }],
    ['are none', { status: 200, body: 'no JSON' }],
    ['are something else', { status: 200, body: '{"keys":7}' }],
  ])('that %s let nobody in, and are asked for again', async (_, broken) => {
    answer = broken;
    const source = createJwtSource(config({ jwks: undefined, jwks_url: await listen() }));
    const error = await Promise.resolve(source.identify(caller(await token()))).catch(
      (thrown: unknown) => thrown,
    );
    expect(GatewayError.is(error)).toBe(true);
    expect(error).toMatchObject({ code: 'identity_unavailable' });
    expect((error as Error).message).not.toContain('127.0.0.1');

    answer = { status: 200, body: JSON.stringify({ keys: [jwk] }) };
    expect(await source.identify(caller(await token()))).toMatchObject({ login: 'alice@example.com' });
  });

  it('that nobody serves let nobody in', async () => {
    const url = await listen();
    await new Promise((resolve) => {
      server.close(resolve);
    });
    const source = createJwtSource(config({ jwks: undefined, jwks_url: url }));
    await expect(source.identify(caller(await token()))).rejects.toMatchObject({
      code: 'identity_unavailable',
    });
  });
});
