/** Records for tests. */
import type { CallRecord, Entry } from '@aperturejs/core';

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
    identity: { login: 'alice@example.com', node: null, tags: [], source: 'test' },
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
    answer: null,
    usage: { inputTokens: 10, outputTokens: 5 },
    cost: { nanoDollars: 1_000, basis: 'openai/gpt-5', source: 'a list' },
    session: 'a-session',
    sizes: { request: 100, response: 1_000 },
    timings: { sent: 1, head: 2, first: 3, total: 40, own: 0.5 },
    ...more,
  };
}

export function entry(n: number, more: Partial<CallRecord> = {}, body: string | null = null): Entry {
  const message = { headers: ['a', 'b'], body, cut: null };
  return {
    record: callRecord(n, more),
    capture: body === null ? null : { request: message, response: null },
  };
}
