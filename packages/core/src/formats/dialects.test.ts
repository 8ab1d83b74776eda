/** The bodies of spec/aperture.md 8 and 9.6, and the vendors' own for the rest. */
import { describe, expect, it } from 'vitest';
import { CODES, refuse, type Refusal, type RefusalCode } from '../errors.ts';
import { anthropic, bedrock, google, openai, problem } from './dialects.ts';
import type { Dialect } from './format.ts';

const DIALECTS: readonly (readonly [string, Dialect])[] = [
  ['openai', openai],
  ['anthropic', anthropic],
  ['google', google],
  ['bedrock', bedrock],
  ['problem', problem],
];

describe('a guardrail that says no', () => {
  // The hook chooses the status; the envelope stays.
  it.each([403, 451])('with %i', (status) => {
    const refusal: Refusal = { ...refuse('guardrail_blocked', 'no card numbers, please'), status };
    expect(openai.write(refusal)).toEqual({
      body: { error: { message: 'no card numbers, please', type: 'guardrail_blocked' } },
    });
    expect(anthropic.write(refusal)).toEqual({
      body: { type: 'error', error: { type: 'invalid_request_error', message: 'no card numbers, please' } },
    });
    expect(google.write(refusal)).toEqual({
      body: { error: { code: status, message: 'no card numbers, please', status: 'PERMISSION_DENIED' } },
    });
    expect(bedrock.write(refusal)).toEqual({
      body: { message: 'no card numbers, please' },
      headers: { 'x-amzn-ErrorType': 'AccessDeniedException' },
    });
  });
});

it('a quota that is spent', () => {
  const refusal = refuse('quota_exceeded', 'the budget "daily" is spent');
  expect(openai.write(refusal).body).toEqual({
    error: {
      message: 'the budget "daily" is spent',
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    },
  });
  expect(anthropic.write(refusal).body).toMatchObject({ error: { type: 'rate_limit_error' } });
  expect(google.write(refusal).body).toMatchObject({ error: { code: 429, status: 'RESOURCE_EXHAUSTED' } });
  expect(bedrock.write(refusal).headers).toEqual({ 'x-amzn-ErrorType': 'ThrottlingException' });
});

it('when to ask again, in the body where Google tells it', () => {
  const details = (headers: Record<string, string>): object =>
    google.write(refuse('quota_exceeded', 'spent', headers)).body as object;
  const info = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '3600s' };
  expect(details({ 'Retry-After': '3600' })).toMatchObject({ error: { details: [info] } });
  for (const headers of [{}, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, { 'x-retry-after': '1' }]) {
    expect(details(headers)).not.toHaveProperty('error.details');
  }
});

it.each(DIALECTS)('%s has words for every code, and each holds the message once', (_name, dialect) => {
  for (const code of Object.keys(CODES) as RefusalCode[]) {
    const text = JSON.stringify(dialect.write(refuse(code, 'what the user reads')));
    expect(text.split('what the user reads')).toHaveLength(2);
    expect(text).not.toMatch(/null,null|undefined/);
  }
});
