/** Records for tests. */
import type { CallRecord } from '../record/record.ts';
import type { Entry } from '../ports/records.ts';

/** When the first call arrived. */
export const START: number = Date.UTC(2026, 10, 24, 10);

/** The id of the n-th call, which begins with its time. */
export function idOf(n: number): string {
  const stamp = (START + n * 60_000).toString(16).padStart(12, '0');
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** The n-th call, a minute after the one before. */
export function callRecord(n: number, more: Partial<CallRecord> = {}): CallRecord {
  return {
    id: idOf(n),
    time: START + n * 60_000,
    identity: { login: 'alice@example.com', node: 'n1', tags: [], source: 'test' },
    client: { name: 'codex', version: '0.169.0' },
    method: 'POST',
    path: '/codex/responses',
    format: 'openai_responses',
    modelAsked: 'openai/gpt-5',
    model: 'gpt-5',
    provider: 'openai',
    route: { grant: 'grants[0]', credential: 'override', url: 'https://api.openai.com/v1/responses' },
    status: 200,
    outcome: 'completed',
    refusal: null,
    error: null,
    streamed: true,
    answer: {
      model: 'gpt-5-2026-08-07',
      id: 'resp_1',
      stopReason: 'completed',
      toolCalls: { count: 2, names: ['shell', 'apply_patch'] },
      messages: 40,
      unreadable: null,
    },
    usage: {
      inputTokens: 1_000,
      outputTokens: 50,
      cachedTokens: 400,
      cacheCreationInputTokens: 100,
      cacheCreation5mInputTokens: 60,
      cacheCreation1hInputTokens: 40,
      reasoningTokens: 20,
      imageInputTokens: 5,
      imageOutputTokens: 6,
      webSearchCount: 1,
    },
    cost: { nanoDollars: 1_234_567, basis: 'openai/gpt-5', source: 'a list 1.0' },
    session: 'a-session',
    sizes: { request: 100, response: 1_000 },
    timings: { sent: 1.5, head: 200, first: 210, total: 4_000, own: 2.25 },
    ...more,
  };
}

/** Somebody's record without a capture. */
export function callOf(n: number, login: string, more: Partial<CallRecord> = {}): Entry {
  const identity = { login, node: null, tags: [], source: 'test' };
  return { record: callRecord(n, { identity, ...more }), capture: null };
}
