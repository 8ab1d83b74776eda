import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REDACTED, redactHeaders, redactText } from './redact.ts';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';

describe('headers', () => {
  const reserved = new Set(['x-my-gateway']);
  const value = (name: string, text = 'a-secret-value'): string | undefined =>
    redactHeaders([name, text], reserved)[1];

  it.each([
    'Authorization',
    'x-api-key',
    'api-key',
    'X-Goog-Api-Key',
    'cf-aig-authorization',
    'Cookie',
    'set-cookie',
    'x-amz-security-token',
    'ocp-apim-subscription-key',
    'x-codex-turn-metadata',
    'x-codex-turn-state',
    'chatgpt-account-id',
    'x-aperture-key',
    'tailscale-user-login',
    'x-my-gateway',
    'x-auth-request-access-token',
    'cf-access-jwt-assertion',
    'x-company-token',
    'my_password',
    'sec-websocket-protocol',
    'x-openai-authorization-error',
  ])('%s is taken out', (name) => {
    expect(value(name)).toBe(REDACTED);
  });

  it.each([
    ['content-type', 'application/json'],
    ['user-agent', 'codex_exec/0.169.0'],
    ['session-id', '0198c6f0-1111-7aaa-8bbb-0123456789ab'],
    ['anthropic-beta', 'oauth-2025-04-20,token-counting-2024-11-01'],
    ['x-ratelimit-remaining-tokens', '12345'],
    ['anthropic-ratelimit-input-tokens-limit', '500'],
    ['x-request-id', 'req_011CSHoEeqs5C35K2UUqR7Fy'],
    ['openai-organization', 'org-abc'],
  ])('%s stays', (name, text) => {
    expect(value(name, text)).toBe(text);
  });

  it('tell the scheme of a credential, and keep order and repeats', () => {
    const list = ['Authorization', `Bearer ${JWT}`, 'A', '1', 'a', `see sk-ant-api03-${'x'.repeat(20)}`];
    expect(redactHeaders(list, reserved)).toEqual([
      'Authorization',
      `Bearer ${REDACTED}`,
      'A',
      '1',
      'a',
      `see ${REDACTED}`,
    ]);
  });
});

describe('text', () => {
  it.each([
    ['a token', `it was ${JWT}, wasn't it`, `it was ${REDACTED}, wasn't it`],
    ['a token that was cut', 'eyJhbGciOiJSUzI1NiJ9', REDACTED],
    ['a key of OpenAI', '"sk-proj-abcdefghijklmnop1234"', `"${REDACTED}"`],
    ['a key of Anthropic', 'sk-ant-oat01-AbCdEfGhIj_klmnop', REDACTED],
    ['a key of Google', `AIza${'x'.repeat(35)}`, REDACTED],
    ['a token of Google', `ya29.${'x'.repeat(30)}`, REDACTED],
    ['a token of GitHub', `ghp_${'x'.repeat(36)}`, REDACTED],
    ['a fine-grained token of GitHub', `github_pat_${'x'.repeat(40)}`, REDACTED],
    ['a token of GitLab', `glpat-${'x'.repeat(20)}`, REDACTED],
    ['a token of Slack', `xoxb-${'x'.repeat(20)}`, REDACTED],
    ['a key of Stripe', `sk_live_${'x'.repeat(20)}`, REDACTED],
    ['a key of AWS', 'AKIAIOSFODNN7EXAMPLE', REDACTED],
    ['a temporary key of AWS', 'ASIAIOSFODNN7EXAMPLE', REDACTED],
    ['a key of Bedrock', `ABSKQmVkcm9j${'x'.repeat(20)}`, REDACTED],
    ...['hf_', 'gsk_', 'xai-', 'pplx-', 'nvapi-', 'npm_', 'dop_v1_', 'tskey-'].map((beginning) => [
      `a key that begins with ${beginning}`,
      beginning + 'x'.repeat(20),
      REDACTED,
    ]),
    [
      'credentials after a scheme in other letters',
      'proxied with BASIC dXNlcjpwYXNz',
      `proxied with BASIC ${REDACTED}`,
    ],
    ['an authorization', 'authorization: Bearer abcdefghijkl', `authorization: Bearer ${REDACTED}`],
    ['a password in a URL', 'https://user:tok@github.com/a/b', `https://${REDACTED}@github.com/a/b`],
    ['a key in a query', 'GET /v1beta/x?alt=sse&key=abc123&b=2', `GET /v1beta/x?alt=sse&key=${REDACTED}&b=2`],
    [
      'a private key',
      '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY----- after',
      `${REDACTED} after`,
    ],
    [
      "Codex's metadata in a body",
      '{"client_metadata":{"x-codex-turn-metadata":"{\\"remote\\":\\"secret\\"}","a":"b"}}',
      `{"client_metadata":{"x-codex-turn-metadata":"${REDACTED}","a":"b"}}`,
    ],
    [
      'a field of a secret name',
      '{ "Password" : "hunter2", "x": 1 }',
      `{ "Password" : "${REDACTED}", "x": 1 }`,
    ],
    [
      'the same in a string of JSON',
      '{"arguments":"{\\"api_key\\":\\"hunter2\\",\\"x\\":1}"}',
      `{"arguments":"{\\"api_key\\":\\"${REDACTED}\\",\\"x\\":1}"}`,
    ],
  ])('without %s', (_what, text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  it.each([
    'The task-based sk-ip of risk-averse people',
    '{"max_tokens":1,"token_type":"word","key":"value","usage":{"total_tokens":5}}',
    'Bearer of bad news; basic facts',
    'https://example.com/a@b?monkey=1&keyboard=2',
    'commit 3f786850e387550fdab836ed7e6dc881de23001b',
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk',
  ])('that holds none stays: %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('takes time that grows with its length alone', () => {
    for (const text of [
      'eyJ'.repeat(60_000),
      '"password":'.repeat(20_000),
      'a://'.repeat(50_000),
      '\\"'.repeat(90_000),
      '\\'.repeat(500_000),
      `"password${'\\'.repeat(500_000)}`,
    ]) {
      expect(redactText(text).length).toBeGreaterThan(0);
    }
  });

  it('of JSON is still JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (value, secret) => {
        const text = JSON.stringify({
          ...value,
          api_key: secret,
          nested: JSON.stringify({ password: secret }),
        });
        expect(() => JSON.parse(redactText(text)) as unknown).not.toThrow();
      }),
    );
  });
});
