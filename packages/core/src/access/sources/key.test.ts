import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { GatewayKey, KeyConfig } from '../../config/schema/identity.ts';
import { createKeySource, hashKey } from './key.ts';

const KEY = 'aperture_canary-Zm9vYmFy';
const sha256 = (key: string): string => createHash('sha256').update(key).digest('hex');

const alice: GatewayKey = {
  sha256: sha256(KEY).toUpperCase(),
  login: 'alice@example.com',
  name: 'laptop',
  tags: ['tag:prod', 'tag:api'],
  groups: ['engineering', 'team@example.com'],
};

const config = (parts: Partial<KeyConfig> = {}): KeyConfig => ({
  type: 'key',
  header: 'X-Aperture-Key',
  keys: [alice],
  ...parts,
});

const source = (parts: Partial<KeyConfig> = {}) => createKeySource(config(parts));
const caller = (...headers: string[]) => ({
  isCall: true,
  headers,
  host: 'gateway',
  remoteAddress: '10.0.0.1',
  remotePort: 1,
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a key', () => {
  it('stands for its login', async () => {
    expect(await source().identify(caller('x-aperture-key', KEY))).toEqual({
      login: 'alice@example.com',
      node: `key:${sha256(KEY).slice(0, 12)}`,
      tags: ['tag:api', 'tag:prod'],
      groups: ['group:engineering', 'team@example.com'],
      displayName: 'laptop',
      source: 'key',
    });
  });

  // Codex's gateway_oauth cannot do without the word.
  it.each([`Bearer ${KEY}`, `bearer  ${KEY} `, ` ${KEY}`])('may be sent as %j', async (value) => {
    expect(await source().identify(caller('X-APERTURE-KEY', value))).toMatchObject({
      login: 'alice@example.com',
    });
  });

  it('is known at once the second time', async () => {
    const keys = source();
    const first = await keys.identify(caller('x-aperture-key', KEY));
    const digest = vi.spyOn(crypto.subtle, 'digest');
    expect(keys.identify(caller('x-aperture-key', KEY))).toBe(first);
    expect(digest).not.toHaveBeenCalled();
    expect(await keys.identify(caller('x-aperture-key', `${KEY}x`))).toMatchObject({ code: 'unidentified' });
  });

  it('is read from its own header only', async () => {
    const keys = source({ header: 'X-Gateway-Auth' });
    expect(keys.headers).toEqual(['x-gateway-auth']);
    expect(keys.identify(caller('x-aperture-key', KEY, 'authorization', `Bearer ${KEY}`))).toBeNull();
    expect(await keys.identify(caller('x-gateway-auth', KEY))).toMatchObject({ login: 'alice@example.com' });
  });
});

describe('no key', () => {
  it.each([[[]], [['x-aperture-key', '']], [['x-aperture-key', 'Bearer']], [['x-aperture-key', 'Bearer  ']]])(
    'in %j leaves the caller to the next source',
    (headers) => {
      expect(source().identify(caller(...headers))).toBeNull();
    },
  );
});

describe('a wrong key', () => {
  const wrong = [
    ['is unknown', [`${KEY}x`]],
    ['is the hash of a key', [sha256(KEY)]],
    ['is of another case', [KEY.toUpperCase()]],
    ['comes twice', [KEY, KEY]],
    ['comes with another', [KEY, 'other']],
    ['comes twice, joined', [`${KEY}, ${KEY}`]],
    ['is too long', [KEY.padEnd(513, 'x')]],
    ['has other letters', [`${KEY}é`]],
    ['has a control character', [`${KEY}\0`]],
    ['looks like SQL', ["' OR 1=1 --canary"]],
  ] as const;

  it.each(wrong)('that %s ends the search, and is not told', async (_, values) => {
    const headers = values.flatMap((value) => ['x-aperture-key', value]);
    const refusal = await source().identify(caller(...headers));
    expect(refusal).toMatchObject({ code: 'unidentified', status: 403 });
    expect(refusal).toHaveProperty('message', expect.stringContaining('x-aperture-key'));
    expect(JSON.stringify(refusal).toLowerCase()).not.toMatch(/canary|1=1/);
    expect(JSON.stringify(refusal)).not.toContain(sha256(KEY).slice(0, 8));
  });

  it('costs nothing where it cannot be one', () => {
    const digest = vi.spyOn(crypto.subtle, 'digest');
    for (const value of [KEY.padEnd(513, 'x'), `${KEY}é`, `${KEY} ${KEY}`]) {
      expect(source().identify(caller('x-aperture-key', value))).toMatchObject({ code: 'unidentified' });
    }
    expect(digest).not.toHaveBeenCalled();
  });
});

it('hashes as sha256sum does', async () => {
  expect(await hashKey(KEY)).toBe(sha256(KEY));
  expect(await hashKey('é')).toBe(sha256('é'));
});
