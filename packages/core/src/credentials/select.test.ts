import { describe, expect, it } from 'vitest';
import { providerOf } from '../testing/provider.ts';
import type { HeaderAuthorization, KeySource } from '../config/snapshot.ts';
import { selectCredential } from './select.ts';

const NONE_RESERVED: ReadonlySet<string> = new Set();
const select = (
  fields: Parameters<typeof providerOf>[0],
  headers: string[] = [],
  reserved = NONE_RESERVED,
  query = '',
  format = 'openai_chat',
) => selectCredential(providerOf(fields), { format, headers, query, reserved });

describe('override', () => {
  it.each<[HeaderAuthorization, string, string]>([
    ['bearer', 'authorization', 'Bearer sk-org'],
    ['x-api-key', 'x-api-key', 'sk-org'],
    ['x-goog-api-key', 'x-goog-api-key', 'sk-org'],
    ['api-key', 'api-key', 'sk-org'],
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
  it.each(['Authorization', 'authorization', 'X-Api-Key', 'x-goog-api-key', 'Api-Key'])(
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

  it.each(['?api-version=1', '?key=', '?key', '?key=%0a'])('takes %s for none', (query) => {
    const told = select(
      { id: 'p', authMode: 'passthrough' },
      [],
      NONE_RESERVED,
      query,
      'gemini_generate_content',
    );
    expect(told).toMatchObject({ code: 'credential_missing' });
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

  it.each([
    ['chatgpt', 'requires_openai_auth'],
    ['anthropic', 'sign Claude Code in'],
    ['vertex', 'x-goog-api-key'],
  ])('refuses with neither, and says what to do: %s', (upstream, advice) => {
    const refusal = select({ id: 'own', authMode: 'passthrough', upstream });
    expect(refusal).toMatchObject({ code: 'credential_missing', status: 401 });
    expect(refusal).toHaveProperty('message', expect.stringContaining(advice));
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

describe("a Google client's key in the query", () => {
  const google = (query: string, headers: string[] = [], reserved = NONE_RESERVED): unknown =>
    select(
      { id: 'p', authMode: 'passthrough', apikey: 'sk-org' },
      headers,
      reserved,
      query,
      'gemini_generate_content',
    );
  const moved = new Set(['key', '$key']);

  it.each([
    ['?key=AIza', 'AIza'],
    ['?alt=sse&%24key=AIza-1_2', 'AIza-1_2'],
    ['?Key=&key=AI%7Aa&key=other', 'AIza'],
  ])('%s goes in a header', (query, key) => {
    const credential = { kind: 'passthrough', keepClient: true, headers: ['x-goog-api-key', key], moved };
    expect(google(query)).toEqual(credential);
    expect(google(query, ['x-goog-api-key', ' '])).toEqual(credential);
    // One that is meant for the gateway is not there for the provider.
    expect(google(query, ['x-goog-api-key', 'mine'], new Set(['x-goog-api-key']))).toEqual(credential);
  });

  it('is dropped where the header is there', () => {
    const credential = { kind: 'passthrough', keepClient: true, headers: [], moved };
    expect(google('?key=AIza', ['X-Goog-Api-Key', 'mine'])).toEqual(credential);
  });

  it('goes along with a token, as it came', () => {
    expect(google('?key=AIza', ['Authorization', 'Bearer t'])).toMatchObject({
      headers: ['x-goog-api-key', 'AIza'],
    });
    expect(google('?key=&access_token=t')).toEqual({
      kind: 'passthrough',
      keepClient: true,
      headers: [],
      moved,
    });
  });

  it('is no business of other formats', () => {
    const credential = select({ id: 'p', authMode: 'passthrough' }, [], NONE_RESERVED, '?key=AIza');
    expect(credential).toEqual({ kind: 'passthrough', keepClient: true, headers: [] });
  });

  it('gives way to the key of the organisation', () => {
    const query = '?key=AIza';
    expect(
      select({ id: 'p', apikey: 'sk-org' }, [], NONE_RESERVED, query, 'gemini_generate_content'),
    ).toEqual({ kind: 'override', keepClient: false, headers: ['authorization', 'Bearer sk-org'] });
  });
});

describe('a credential that a Google client sends as a token and as a key', () => {
  const both = ['Authorization', 'Bearer mine', 'X-Goog-Api-Key', 'mine'];
  const google = (
    headers: string[],
    authorization?: HeaderAuthorization,
    reserved = NONE_RESERVED,
  ): unknown =>
    select(
      { id: 'p', authMode: 'passthrough', ...(authorization && { authorization }) },
      headers,
      reserved,
      '',
      'gemini_generate_content',
    );

  it.each([
    [undefined, 'x-goog-api-key'],
    ['bearer', 'x-goog-api-key'],
    ['x-goog-api-key', 'authorization'],
  ] as const)('goes on as authorization %s says', (authorization, repeated) => {
    expect(google(both, authorization)).toMatchObject({ kind: 'passthrough', keepClient: true, repeated });
  });

  it('is no such thing if they differ, if one is meant for the gateway, or elsewhere', () => {
    expect(google(both.with(3, 'other'))).not.toHaveProperty('repeated');
    expect(google(both, 'bearer', new Set(['authorization']))).not.toHaveProperty('repeated');
    expect(select({ id: 'p', authMode: 'passthrough' }, both)).not.toHaveProperty('repeated');
  });
});

describe('a key that is made into a credential at each call', () => {
  const keySource: KeySource = {
    kind: 'aws_key',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 's',
    sessionToken: undefined,
    region: 'us-east-1',
    service: 'bedrock',
  };

  it('is the source of the credential', () => {
    const credential = { keepClient: false, headers: [], source: keySource };
    expect(select({ id: 'p', keySource }, ['Authorization', 'Bearer mine'])).toEqual({
      kind: 'override',
      ...credential,
    });
    expect(select({ id: 'p', authMode: 'passthrough', keySource })).toEqual({
      kind: 'fallback',
      ...credential,
    });
    expect(select({ id: 'p', authMode: 'passthrough', keySource }, ['x-api-key', 'mine'])).toMatchObject({
      kind: 'passthrough',
      headers: [],
    });
  });

  it('is refused where it is wanted and cannot be used, and another try is pointless', () => {
    const unusable: KeySource = { kind: 'unusable' };
    for (const authMode of ['override', 'passthrough'] as const) {
      expect(select({ id: 'p', authMode, keySource: unusable })).toMatchObject({
        code: 'credential_unavailable',
        status: 503,
        headers: { 'x-should-retry': 'false' },
      });
    }
    const headers = ['x-api-key', 'mine'];
    expect(select({ id: 'p', authMode: 'passthrough', keySource: unusable }, headers)).toMatchObject({
      kind: 'passthrough',
    });
    expect(select({ id: 'p', authMode: 'none', keySource: unusable })).toMatchObject({ kind: 'none' });
  });
});

it('none sends none', () => {
  expect(select({ id: 'p', authMode: 'none', apikey: 'sk-org' }, ['Authorization', 'Bearer mine'])).toEqual({
    kind: 'none',
    keepClient: false,
    headers: [],
  });
});
