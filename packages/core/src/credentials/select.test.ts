import { describe, expect, it } from 'vitest';
import { providerOf } from '../testing/provider.ts';
import type { Authorization } from '../config/snapshot.ts';
import { selectCredential } from './select.ts';

const NONE_RESERVED: ReadonlySet<string> = new Set();
const select = (
  fields: Parameters<typeof providerOf>[0],
  headers: string[] = [],
  reserved = NONE_RESERVED,
  query = '',
) => selectCredential(providerOf(fields), headers, query, reserved);

describe('override', () => {
  it.each<[Authorization, string, string]>([
    ['bearer', 'authorization', 'Bearer sk-org'],
    ['x-api-key', 'x-api-key', 'sk-org'],
    ['x-goog-api-key', 'x-goog-api-key', 'sk-org'],
    ['hec', 'authorization', 'Splunk sk-org'],
    ['cf-aig-authorization', 'cf-aig-authorization', 'Bearer sk-org'],
  ])('%s', (authorization, name, value) => {
    expect(select({ id: 'p', apikey: 'sk-org', authorization }, ['Authorization', 'Bearer mine'])).toEqual({
      kind: 'override',
      keepClient: false,
      headers: [name, value],
    });
  });

  it('without a key sends none, and not the client its own either', () => {
    expect(select({ id: 'p' }, ['Authorization', 'Bearer mine'])).toEqual({
      kind: 'override',
      keepClient: false,
      headers: [],
    });
  });
});

describe('passthrough', () => {
  it.each(['Authorization', 'authorization', 'X-Api-Key', 'x-goog-api-key'])(
    "keeps the client's %s",
    (name) => {
      const credential = select({ id: 'p', authMode: 'passthrough', apikey: 'sk-org' }, [name, 'mine']);
      expect(credential).toEqual({ kind: 'passthrough', keepClient: true, headers: [] });
    },
  );

  it.each(['?key=mine', '?alt=sse&access_token=mine'])("keeps the client's %s", (query) => {
    const credential = select(
      { id: 'p', authMode: 'passthrough', apikey: 'sk-org' },
      [],
      NONE_RESERVED,
      query,
    );
    expect(credential).toMatchObject({ kind: 'passthrough' });
  });

  it('falls back to the configured key', () => {
    expect(
      select({ id: 'p', authMode: 'passthrough', apikey: 'sk-org' }, ['authorization', '  ']),
    ).toMatchObject({
      kind: 'fallback',
      keepClient: false,
      headers: ['authorization', 'Bearer sk-org'],
    });
  });

  it('refuses with neither, and says what to do', () => {
    const refusal = select({ id: 'codex-oauth', authMode: 'passthrough', upstream: 'chatgpt' });
    expect(refusal).toMatchObject({ code: 'credential_missing', status: 401 });
    expect(refusal).toHaveProperty('message', expect.stringContaining('requires_openai_auth'));
  });

  it('does not take a credential meant for the gateway for one of the vendor', () => {
    const refusal = select(
      { id: 'p', authMode: 'passthrough' },
      ['Authorization', 'Bearer jwt'],
      new Set(['authorization']),
    );
    expect(refusal).toMatchObject({ code: 'credential_missing' });
  });
});

it('none sends none', () => {
  expect(select({ id: 'p', authMode: 'none', apikey: 'sk-org' }, ['Authorization', 'Bearer mine'])).toEqual({
    kind: 'none',
    keepClient: false,
    headers: [],
  });
});
