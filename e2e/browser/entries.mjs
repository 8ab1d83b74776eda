/** Records to look at. */

/** Ids that sort by their time, as those of calls do. */
const STAMP = Date.now().toString(16).padStart(12, '0');
export const idOf = (n) =>
  `${STAMP.slice(0, 8)}-${STAMP.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`;

const MINUTE = 60_000;
const MODELS = [
  {
    model: 'gpt-5.5',
    provider: 'openai',
    format: 'openai_responses',
    path: '/v1/responses',
    client: 'codex',
  },
  {
    model: 'gpt-5.6-sol',
    provider: 'openai',
    format: 'openai_chat',
    path: '/v1/chat/completions',
    client: 'openai',
  },
  {
    model: 'claude-sonnet-5-5',
    provider: 'anthropic',
    format: 'anthropic_messages',
    path: '/v1/messages',
    client: 'claude-code',
  },
];
const USERS = ['alice@example.com', 'bob@example.com', 'admin@example.com'];

/**
 * The n-th call before now, a bit more than a minute before the one after it.
 *
 * @param {number} n
 * @param {object} [more] fields of the record that are others
 * @param {object | null} [capture]
 */
export function entryOf(n, more = {}, capture = null) {
  const { client, ...model } = MODELS[n % 3];
  const failed = n % 17 === 5;
  const record = {
    id: idOf(1_000_000 - n),
    time: Date.now() - n * 1.3 * MINUTE,
    identity: { login: USERS[(n % 7) % 3], node: 'n1', tags: [], source: 'header' },
    client: { name: client, version: '1.2.3' },
    method: 'POST',
    modelAsked: n % 5 === 0 ? `${model.provider}/${model.model}` : model.model,
    ...model,
    route: {
      grant: 'grants[0]',
      credential: 'override',
      url: `https://api.${model.provider}.com${model.path}`,
    },
    status: failed ? 502 : 200,
    outcome: failed ? 'upstream_error' : 'completed',
    refusal: failed ? 'upstream_unreachable' : null,
    error: failed ? 'the provider could not be reached' : null,
    streamed: true,
    answer: failed
      ? null
      : {
          model: model.model,
          id: `resp_${n}`,
          stopReason: 'completed',
          toolCalls: { count: n % 4, names: ['shell', 'apply_patch', 'read'].slice(0, n % 4) },
          messages: 40 + n,
          unreadable: null,
        },
    usage: failed
      ? null
      : {
          inputTokens: 4_000 + ((n * 977) % 9_000),
          outputTokens: 120 + ((n * 31) % 900),
          cachedTokens: 2_000,
          reasoningTokens: n % 60,
        },
    cost: failed
      ? null
      : {
          nanoDollars: 12_345_678 + n * 98_765,
          basis: `${model.provider}/${model.model}`,
          source: 'genai-prices 0.1.8',
        },
    session: `session-${Math.floor(n / 6)}`,
    sizes: { request: 5_120 + n, response: 20_480 + n },
    timings: { sent: 1.5, head: 410.2, first: 433.8, total: 2_000 + ((n * 173) % 4_000), own: 2.3 },
    ...more,
  };
  return { record, capture };
}

/** So many calls. */
export const entries = (count, more) => Array.from({ length: count }, (_, n) => entryOf(n, more));

/** What was captured of a call. */
export const captureOf = (requestBody, responseBody, headers = ['content-type', 'application/json']) => ({
  request: { headers, body: requestBody, cut: null },
  response: { headers: ['content-type', 'text/event-stream'], body: responseBody, cut: null },
});
