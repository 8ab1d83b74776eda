/** A record for tests: a call that went well, unless something else is said. */
import type { CallRecord } from '@aperturejs/core';

export function callRecord(more: Partial<CallRecord> = {}): CallRecord {
  return {
    id: '01a20cd8-4728-7200-9fa7-03d1f412a84c',
    time: Date.UTC(2026, 10, 24),
    identity: { login: 'alice@example.com', node: null, tags: [], source: 'test' },
    client: { name: 'codex', version: '0.169.0' },
    method: 'POST',
    path: '/v1/chat/completions',
    format: 'openai_chat',
    modelAsked: 'gpt-5',
    model: 'gpt-5',
    provider: 'openai',
    route: { grant: 'grants[0]', credential: 'override', url: 'https://api.openai.com/v1/chat/completions' },
    status: 200,
    outcome: 'completed',
    refusal: null,
    error: null,
    streamed: true,
    answer: {
      model: 'gpt-5-2025-08-07',
      id: 'chatcmpl-1',
      stopReason: 'stop',
      toolCalls: { count: 0, names: [] },
      messages: 11,
      unreadable: null,
    },
    usage: { inputTokens: 10, outputTokens: 5, cachedTokens: 4 },
    cost: { nanoDollars: 2_000_000, basis: 'openai/gpt-5', source: 'a list 1.0' },
    session: 'a-session',
    sizes: { request: 100, response: 1_000 },
    timings: { sent: 1, head: 400, first: 500, total: 1_500, own: 0.3 },
    ...more,
  };
}
