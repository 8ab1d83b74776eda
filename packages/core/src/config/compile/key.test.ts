import { describe, expect, it } from 'vitest';
import { keyfileOf, serviceAccountFile, serviceAccountOf } from '../../testing/service-account.ts';
import { loadConfig } from '../load.ts';
import type { Provider } from '../snapshot.ts';

const REFUSED = '; requests that need the key are refused';
const BEDROCK = 'https://bedrock-runtime.us-east-1.amazonaws.com';
const AWS_KEY = 'AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

function compile(fields: object): { provider: Provider | undefined; told: string[] } {
  const provider = { baseurl: 'https://e.example', models: ['m'], ...fields };
  const files: Record<string, string> = { '/account.json': `${serviceAccountFile()}\n` };
  const macros = { file: (path: string) => files[path], env: (name: string) => ENV[name] };
  const { snapshot, problems } = loadConfig({ providers: { p: provider } }, { macros });
  const told = problems.filter(({ path }) => path[1] === 'p').map(({ message }) => message);
  return { provider: snapshot?.providers.get('p'), told };
}

const ENV: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret+/=',
  AWS_SESSION_TOKEN: '',
};

describe('a service account', () => {
  const account = serviceAccountOf();

  it.each([
    ['in base64', keyfileOf()],
    ['in base64 with line breaks', keyfileOf().replaceAll(/(.{60})/g, '$1\n')],
    ['in the other base64', keyfileOf().replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')],
    ['as it is, out of a file', 'keyfile::${file:/account.json}'],
  ])('%s', (_how, apikey) => {
    const { provider, told } = compile({ apikey });
    expect(provider).toMatchObject({ apikey: '', keySource: account, authorization: 'bearer' });
    expect(told).toEqual([]);
  });

  it('of another kind of authorization is sent as bearer all the same', () => {
    const { provider, told } = compile({ apikey: keyfileOf(), authorization: 'x-goog-api-key' });
    expect(provider?.keySource).toEqual(account);
    expect(told).toEqual([
      'provider p: tokens of a keyfile:: key are sent as bearer; authorization x-goog-api-key is ignored',
    ]);
  });

  it.each<[string, object | string]>([
    ['is not base64', 'keyfile::'],
    ['is not base64', 'keyfile::*'],
    ['is not base64', `keyfile::${btoa('\xff\xfe')}`],
    ['is not JSON', `keyfile::${btoa('{"type":')}`],
    ['is no JSON object', `keyfile::${btoa('"service_account"')}`],
    ['is no JSON object', `keyfile::${btoa('[]')}`],
    ['has a "type" other than "service_account"', { type: 'authorized_user' }],
    ['lacks "client_email"', { client_email: undefined }],
    ['lacks "client_email" and "private_key"', { client_email: '', private_key: 7 }],
    ['has a "client_email" that is no e-mail address', { client_email: 'a\nb@c' }],
    ['has a "private_key" that is no RSA key in PEM ("BEGIN PRIVATE KEY")', { private_key: 'secret' }],
    [
      'has a "private_key" that is no RSA key in PEM ("BEGIN PRIVATE KEY")',
      { private_key: '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----' },
    ],
    ['has a "project_id" that no project can have', { project_id: 'a/../b' }],
    ...[
      'http://oauth2.example.com/token',
      'ftp://localhost/',
      'token',
      '//x',
      'https://u:p@x.example/',
      7,
    ].map((token_uri): [string, object] => [
      'has a "token_uri" that is no https:// URL, nor an http:// one of this machine',
      { token_uri },
    ]),
  ])('%s: %j', (what, key) => {
    const apikey = typeof key === 'string' ? key : keyfileOf(key as Record<string, unknown>);
    const { provider, told } = compile({ apikey });
    expect(provider).toMatchObject({ apikey: '', keySource: { kind: 'unusable' } });
    expect(told).toEqual([`provider p: the keyfile:: key ${what}${REFUSED}`]);
  });

  it.each(['http://127.0.0.1:9/token', 'http://[::1]/token', 'http://localhost/token'])(
    'may ask %s',
    (token_uri) => {
      expect(compile({ apikey: keyfileOf({ token_uri }) }).provider?.keySource).toMatchObject({
        tokenUri: token_uri,
      });
    },
  );

  it('need not say what Google has decided', () => {
    const apikey = keyfileOf({ token_uri: undefined, project_id: undefined, private_key_id: undefined });
    expect(compile({ apikey }).provider?.keySource).toEqual({
      ...account,
      tokenUri: 'https://oauth2.googleapis.com/token',
      projectId: undefined,
      privateKeyId: undefined,
    });
  });
});

describe('an AWS key pair', () => {
  const aws = (fields: object): ReturnType<typeof compile> =>
    compile({ baseurl: BEDROCK, authorization: 'aws-sigv4', apikey: AWS_KEY, ...fields });

  it('has its parts, and the region of its host', () => {
    const { provider, told } = aws({});
    expect(provider).toMatchObject({
      apikey: '',
      keySource: {
        kind: 'aws_key',
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
        sessionToken: undefined,
        region: 'us-east-1',
        service: 'bedrock',
      },
    });
    expect(told).toEqual([]);
    expect(aws({ apikey: `${AWS_KEY}:FwoGZXIvYXdzE+/=` }).provider?.keySource).toMatchObject({
      sessionToken: 'FwoGZXIvYXdzE+/=',
    });
  });

  it('comes out of the environment', () => {
    const apikey = '${env:AWS_ACCESS_KEY_ID}:${env:AWS_SECRET_ACCESS_KEY}:${env:AWS_SESSION_TOKEN}';
    expect(aws({ apikey }).provider?.keySource).toMatchObject({
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'secret+/=',
      sessionToken: undefined,
    });
  });

  it('signs for the region that is set, before that of the host', () => {
    expect(aws({ aws_region: 'eu-west-3' }).provider?.keySource).toMatchObject({ region: 'eu-west-3' });
    const proxied = aws({ baseurl: 'https://bedrock.internal', aws_region: 'eu-west-3' });
    expect(proxied.provider?.keySource).toMatchObject({ region: 'eu-west-3', service: 'bedrock' });
  });

  it('signs for Mantle by its own name', () => {
    const { provider } = aws({ baseurl: 'https://bedrock-mantle.us-west-2.api.aws' });
    expect(provider?.keySource).toMatchObject({ region: 'us-west-2', service: 'bedrock-mantle' });
  });

  const FORM =
    'authorization aws-sigv4 needs an apikey of the form "ACCESS_KEY_ID:SECRET" or "ACCESS_KEY_ID:SECRET:SESSION_TOKEN"';
  it.each([
    [FORM, { apikey: '' }],
    [FORM, { apikey: 'AKIAIOSFODNN7EXAMPLE' }],
    [FORM, { apikey: `${AWS_KEY}:a:b` }],
    [FORM, { apikey: `${AWS_KEY}\n` }],
    [FORM, { apikey: ':secret' }],
    ['the host of baseurl tells no AWS region, and aws_region is not set', { baseurl: 'https://e.example' }],
  ])('%s: %j', (what, fields) => {
    const { provider, told } = aws(fields);
    expect(provider).toMatchObject({ apikey: '', keySource: { kind: 'unusable' } });
    expect(told).toEqual([`provider p: ${what}${REFUSED}`]);
  });

  it('is not missed where the client may bring its own', () => {
    for (const auth_mode of ['passthrough', 'none']) {
      expect(aws({ apikey: '', auth_mode })).toMatchObject({ provider: { keySource: null }, told: [] });
    }
  });
});

it('a key that no header can carry is not left out as if there were none', () => {
  const { provider, told } = compile({ apikey: 'a\nb' });
  expect(provider).toMatchObject({ apikey: '', keySource: { kind: 'unusable' } });
  expect(told).toEqual([`provider p: apikey holds characters that no header can carry${REFUSED}`]);
});

it('an ordinary key is sent as it is', () => {
  expect(compile({ apikey: 'sk:1:2' }).provider).toMatchObject({ apikey: 'sk:1:2', keySource: null });
  expect(compile({ apikey: '' })).toMatchObject({
    provider: { apikey: '', keySource: null },
    told: ['provider p has no apikey configured; requests go to it without a credential'],
  });
});
