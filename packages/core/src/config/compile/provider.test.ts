import { describe, expect, it } from 'vitest';
import { loadConfig } from '../load.ts';

const compile = (fields: object) => {
  const provider = { baseurl: 'https://models.example.com', apikey: 'k', models: ['m'], ...fields };
  return loadConfig({ providers: { p: provider } }).snapshot?.providers.get('p');
};

describe('compatibility', () => {
  it('is openai_chat unless another flag is set (spec/aperture.md 1.5)', () => {
    const formats = (compatibility: object) => [...(compile({ compatibility })?.formats ?? [])];
    expect(formats({})).toEqual(['openai_chat']);
    expect(formats({ openai_responses: false })).toEqual(['openai_chat']);
    expect(formats({ openai_responses: true })).toEqual(['openai_responses']);
    expect(formats({ openai_chat: true, openai_responses: true })).toEqual([
      'openai_chat',
      'openai_responses',
    ]);
    expect(formats({ openai_chat: false })).toEqual([]);
    expect(formats({ experimental_gemini_cli_vertex_compat: true })).toEqual([]);
  });

  it('is shown with every flag', () => {
    expect(compile({ compatibility: { bedrock_converse: true } })?.compatibility).toEqual({
      openai_chat: false,
      openai_responses: false,
      anthropic_messages: false,
      gemini_generate_content: false,
      google_generate_content: false,
      google_raw_predict: false,
      google_code_assist: false,
      bedrock_model_invoke: false,
      bedrock_converse: true,
      experimental_gemini_cli_vertex_compat: false,
    });
  });
});

describe('baseurl', () => {
  it.each([
    ['https://api.openai.com/', 'https://api.openai.com', 'https://api.openai.com', ''],
    ['https://openrouter.ai/api/', 'https://openrouter.ai/api', 'https://openrouter.ai', '/api'],
    ['http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080', '/v1'],
    ['HTTPS://Example.COM:443/a//', 'https://example.com/a', 'https://example.com', '/a'],
    ['https://example.com/a/../b?x=1#y', 'https://example.com/b', 'https://example.com', '/b'],
  ])('%s', (written, baseurl, origin, basePath) => {
    expect(compile({ baseurl: written })).toMatchObject({ baseurl, origin, basePath });
  });

  it.each([
    '',
    'example.com',
    '//example.com',
    'ftp://example.com',
    'javascript:alert(1)',
    'https://',
    'https://a:b@c',
  ])('leaves the provider out: %j', (baseurl) => {
    expect(compile({ baseurl })).toBeUndefined();
  });
});

it.each([
  ['https://api.openai.com', {}, 'openai'],
  ['https://api.anthropic.com', {}, 'anthropic'],
  ['https://chatgpt.com/backend-api/codex', {}, 'chatgpt'],
  ['https://generativelanguage.googleapis.com', {}, 'gemini'],
  ['https://aiplatform.googleapis.com', {}, 'vertex'],
  ['https://europe-west1-aiplatform.googleapis.com', {}, 'vertex'],
  ['https://bedrock-runtime.us-east-1.amazonaws.com', {}, 'bedrock-runtime'],
  ['https://bedrock-mantle.us-east-1.api.aws', {}, 'bedrock-mantle'],
  ['https://openrouter.ai/api', {}, 'openrouter'],
  ['https://ai-gateway.vercel.sh', {}, 'vercel'],
  ['https://api.openai.com.example.com', { anthropic_messages: true }, 'anthropic'],
  ['http://127.0.0.1:8080', {}, 'openai'],
  ['http://127.0.0.1:8080', { gemini_generate_content: true }, 'gemini'],
  ['http://127.0.0.1:8080', { openai_chat: false }, 'openai'],
])('tells the upstream of %s with %j', (baseurl, compatibility, upstream) => {
  expect(compile({ baseurl, compatibility })?.upstream).toBe(upstream);
  expect(compile({ baseurl, compatibility, upstream: 'azure' })?.upstream).toBe('azure');
});

it('has the documented defaults', () => {
  expect(compile({})).toMatchObject({
    name: '',
    description: '',
    disabled: false,
    authorization: 'bearer',
    authMode: 'override',
    preference: 0,
    addHeaders: [],
  });
  expect(compile({ apikey: undefined })?.apikey).toBe('');
  expect(compile({ auth_mode: '' })?.authMode).toBe('override');
});

it('adds headers, without those of the connection', () => {
  const entries = [
    'X-Title: a: b',
    'x-title:c',
    'connection: close',
    'Content-Length: 0',
    'Bad Name: x',
    'X-Nul: \0',
  ];
  expect(compile({ add_headers: entries })?.addHeaders).toEqual(['X-Title', 'a: b', 'x-title', 'c']);
});

it.each(['constructor', 'a/b', '', 'a b', '/'])('is left out under the id %j', (id) => {
  const { snapshot } = loadConfig({ providers: { [id]: { baseurl: 'https://e.example', models: ['m'] } } });
  expect(snapshot?.providers.size ?? 0).toBe(0);
});

it('tells everything that is wrong with a provider at once', () => {
  const provider = { models: ['m*'], apikey: 'a\nb', add_headers: ['Bad-Entry'] };
  const { problems } = loadConfig({ providers: { 'a b': provider } });
  expect(problems.filter(({ path }) => path[1] === 'a b')).toHaveLength(5);
});

it.each([
  [{ authorization: 'basic' }, 'provider p has invalid authorization type: basic'],
  [{ auth_mode: 'passthru' }, 'provider p: auth_mode: expected "" or "override" or "passthrough" or "none"'],
  [{ disabled: 'true' }, 'provider p: disabled: expected true or false, got a string'],
  [{ compatibility: [] }, 'provider p: compatibility: expected an object, got a list'],
  [
    { compatibility: { openai_chat: 1 } },
    'provider p: compatibility.openai_chat: expected true or false, got a number',
  ],
])('is left out for %j, and the rest of it is checked all the same', (bad, message) => {
  const rest = {
    baseurl: 'https://models.example.com/v1',
    models: ['m*', ''],
    apikey: 'a\nb',
    add_headers: ['Bad-Entry'],
    preference: 'high',
  };
  const { snapshot, problems } = loadConfig({ providers: { p: { ...rest, ...bad } } });
  expect(snapshot?.providers.size).toBe(0);
  const told = problems.filter(({ path }) => path[1] === 'p').map((problem) => problem.message);
  expect(told.map((text) => text.replace('; the provider is left out', '')).toSorted()).toEqual(
    [
      message,
      'provider p: baseurl ends in /v1, which requests bring along; leave it out of the baseurl',
      'provider p: model "m*" contains a wildcard, which matches nothing; list each model by its exact name',
      'provider p: a model id must not be empty',
      'provider p: apikey holds characters that no header can carry; requests that need the key are refused',
      'provider p: add_headers entry "Bad-Entry" must be in "Header-Name: value" format',
      'provider p: preference: expected a number, got a string',
    ].toSorted(),
  );
});

it('draws no conclusions from the default of a field that cannot be used', () => {
  const told = (fields: object): string[] =>
    loadConfig({
      providers: { p: { baseurl: 'https://models.example.com', models: ['m'], ...fields } },
    })
      .problems.filter(({ path }) => path[1] === 'p')
      .map(({ message }) => message);
  expect(told({ baseurl: null, apikey: 'k', models: ['m*'] })).toEqual([
    'provider p: baseurl: expected a string, got null; the provider is left out',
    'provider p: model "m*" contains a wildcard, which matches nothing; list each model by its exact name',
  ]);
  expect(told({ authorization: 'basic', models: [] })).toEqual([
    'provider p has invalid authorization type: basic',
    'provider p has no models configured',
    'provider p has no apikey configured; requests go to it without a credential',
  ]);
  // Perhaps `passthrough` or `none` was meant, which need no key.
  expect(told({ auth_mode: 'passthru' })).toEqual([
    'provider p: auth_mode: expected "" or "override" or "passthrough" or "none"; the provider is left out',
  ]);
});

it.each([
  ['https://chatgpt.com/backend-api/codex', true],
  ['https://api.openai.com', true],
  ['https://api.openai.com/v1', true],
  ['https://api.openai.com.evil.example', false],
  ['http://127.0.0.1:8000', false],
])('asks %s for WebSockets: %s, unless the config says otherwise', (baseurl, expected) => {
  expect(compile({ baseurl })?.websockets).toBe(expected);
  expect(compile({ baseurl, websockets: !expected })?.websockets).toBe(!expected);
});
