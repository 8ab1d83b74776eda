/** Records like those of a team: so many users, models and clients, spread over a month. */

const DAY = 86_400_000;
const USERS = 200;
const MODELS = [
  ['gpt-5.5', 'openai', 'openai_responses'],
  ['gpt-5.3-codex', 'codex-oauth', 'openai_responses'],
  ['gpt-5.5-mini', 'openai', 'openai_chat'],
  ['claude-opus-4-8', 'anthropic', 'anthropic_messages'],
  ['claude-sonnet-4-8', 'anthropic', 'anthropic_messages'],
  ['claude-haiku-4-8', 'bedrock', 'bedrock_converse'],
  ['gemini-3.6-pro', 'gemini', 'gemini_generate_content'],
  ['gemini-3.6-flash', 'vertex', 'google_generate_content'],
];
const CLIENTS = ['codex', 'claude-code', 'gemini-cli', 'opencode', 'openai-python'];
const TOOLS = ['shell', 'apply_patch', 'Read', 'Edit', 'Bash', 'Grep', 'web_search', 'update_plan'];

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Makes entries in the order of their time.
 *
 * @param count of all that there will be, spread over `days`
 */
export function createTraffic(count, { days = 30, now = Date.UTC(2026, 10, 24), bodyBytes = 0 } = {}) {
  const random = numbers(1);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const start = now - days * DAY;
  let n = 0;
  /** The next entry; null after the last. */
  return () => {
    if (n >= count) return null;
    const time = start + Math.floor((n * days * DAY) / count);
    // A few people do most of the work.
    const user = Math.floor(random() ** 3 * USERS);
    // Everybody has a client and two or three models of choice.
    const [model, provider, format] = MODELS[(user + Math.floor(random() ** 2 * 3)) % MODELS.length];
    const client = CLIENTS[random() < 0.95 ? user % CLIENTS.length : 0];
    const failed = random() < 0.03;
    const tools = random() < 0.6 ? [pick(TOOLS)] : [];
    const input = Math.floor(2_000 + random() * 80_000);
    const id = idAt(time, n);
    n += 1;
    const record = {
      id,
      time,
      identity: {
        login: `user${user}@example.com`,
        node: `nodekey${user}CNTRL`,
        tags: [],
        source: 'tailscale',
      },
      client: { name: client, version: '0.169.0' },
      method: 'POST',
      path: '/v1/responses',
      format,
      modelAsked: model,
      model,
      provider,
      route: {
        grant: 'grants[2]',
        credential: 'override',
        url: `https://api.${provider}.example/v1/responses`,
      },
      status: failed ? 529 : 200,
      outcome: failed ? 'upstream_error' : 'completed',
      refusal: null,
      error: failed ? 'overloaded_error' : null,
      streamed: true,
      answer: {
        model,
        id: `resp_${id.slice(-12)}${id.slice(0, 8)}`,
        stopReason: 'completed',
        toolCalls: { count: tools.length, names: tools },
        messages: Math.floor(random() * 400),
        unreadable: null,
      },
      usage: failed
        ? null
        : {
            inputTokens: input,
            outputTokens: Math.floor(random() * 2_000),
            cachedTokens: Math.floor(input * 0.8),
          },
      cost: failed
        ? null
        : { nanoDollars: input * 500, basis: `${provider}/${model}`, source: 'genai-prices 0.1.8' },
      session: `019ab3c4-${String(user).padStart(4, '0')}-7000-8000-${String(Math.floor(n / (USERS * 20))).padStart(12, '0')}`,
      sizes: { request: input * 4, response: 40_000 },
      timings: { sent: 1.532, head: 410.223, first: 411.801, total: 3_920.417, own: 2.301 },
    };
    return { record, capture: bodyBytes > 0 ? captureOf(bodyBytes, random) : null };
  };
}

/** Ids that sort by time, like a UUID of version 7. */
function idAt(time, n) {
  const head = time.toString(16).padStart(12, '0');
  const tail = n.toString(16).padStart(12, '0');
  return `${head.slice(0, 8)}-${head.slice(8)}-7000-8000-${tail}`;
}

const WORDS =
  'the function reads a config file and returns what it found there before the next call is made'.split(' ');

/** Headers and bodies like those of an agent's turn. */
function captureOf(bytes, random) {
  let text = '';
  while (text.length < bytes) text += `${WORDS[Math.floor(random() * WORDS.length)]} `;
  const headers = [
    ['content-type', 'application/json'],
    ['authorization', 'Bearer [redacted]'],
  ];
  return {
    request: { headers, body: JSON.stringify({ model: 'gpt-5.5', input: text }), cut: null },
    response: { headers, body: JSON.stringify({ output: text.slice(0, bytes / 10) }), cut: null },
  };
}
