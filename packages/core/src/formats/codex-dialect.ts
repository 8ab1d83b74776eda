/** OpenAI's dialect with an accent: what Codex needs to show its user why a budget stops it. */
import type { Refusal } from '../errors.ts';
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import { openai } from './dialects.ts';
import type { Dialect } from './format.ts';

/**
 * Codex hides the message of every 429 behind fixed texts. Only of a user's own limit it tells more: when it ends, and what
 * this header says, "You’ve hit your usage limit. MESSAGE, or try again at TIME." (measured with Codex 0.169). The `code`
 * stays the one of spec/aperture.md 8.
 */
export const codex: Dialect = {
  write: (refusal) => (refusal.code === 'quota_exceeded' ? spentBudget(refusal) : openai.write(refusal)),
};

/** True for the requests of Codex, on any path. */
export function isCodex(headers: HeaderList): boolean {
  return headerValue(headers, 'originator')?.toLowerCase().startsWith('codex') ?? false;
}

function spentBudget({ message, headers = {} }: Refusal): ReturnType<Dialect['write']> {
  const seconds = headers['retry-after'];
  const resets =
    seconds && /^\d{1,9}$/.test(seconds) ? Math.floor(Date.now() / 1000) + Number(seconds) : null;
  const error = { message, type: 'usage_limit_reached', code: 'insufficient_quota' };
  return {
    body: { error: resets === null ? error : { ...error, resets_at: resets } },
    headers: { 'x-codex-promo-message': sentencePart(message) },
  };
}

/** Codex takes a header in ASCII only, and goes on after it with a comma. */
function sentencePart(message: string): string {
  return message.replace(/[^\x20-\x7e]/g, '?').replace(/[.\s]+$/, '');
}
