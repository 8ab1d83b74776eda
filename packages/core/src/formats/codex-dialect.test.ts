import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refuse } from '../errors.ts';
import { codex, isCodex } from './codex-dialect.ts';
import { openai } from './dialects.ts';

const MESSAGE = 'the budget "täglich" is spent.';

describe('a spent budget', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => void vi.useRealTimers());

  it('is a limit of the user, with the message where Codex looks for it', () => {
    const refusal = refuse('quota_exceeded', MESSAGE, { 'retry-after': '3600' });
    expect(codex.write(refusal)).toEqual({
      body: {
        error: {
          message: MESSAGE,
          type: 'usage_limit_reached',
          code: 'insufficient_quota',
          resets_at: 4600,
        },
      },
      headers: { 'x-codex-promo-message': 'the budget "t?glich" is spent' },
    });
  });

  it('whose end nobody knows', () => {
    for (const headers of [undefined, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }])
      expect(codex.write(refuse('quota_exceeded', MESSAGE, headers)).body).not.toHaveProperty(
        'error.resets_at',
      );
  });

  it('puts nothing into the head that could end a line of it', () => {
    const { headers } = codex.write(refuse('quota_exceeded', 'a\r\nset-cookie: b\u0000'));
    expect(headers).toEqual({ 'x-codex-promo-message': 'a??set-cookie: b?' });
  });
});

it('says everything else as OpenAI does', () => {
  const refusal = refuse('model_not_found', 'no route found');
  expect(codex.write(refusal)).toEqual(openai.write(refusal));
});

it.each<[string, boolean]>([
  ['codex_exec', true],
  ['codex-tui', true],
  ['codex_cli_rs', true],
  ['opencode', false],
])('%s', (originator, expected) => {
  expect(isCodex(['Originator', originator])).toBe(expected);
  expect(isCodex(['user-agent', originator])).toBe(false);
});
