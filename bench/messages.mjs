/** What goes over the wire in the benchmarks, known to the load and to the stub, so that either side can be checked. */

export const PATH = '/v1/chat/completions';
export const MODEL = 'bench-model';

/** The header by which a request tells the stub what to answer. It passes every candidate. */
export const ANSWER = 'x-bench-answer';

/** What a client of this kind sends besides its body. */
export const CLIENT_HEADERS = [
  ['user-agent', 'bench/1.0'],
  ['accept', 'application/json'],
  ['content-type', 'application/json'],
  ['authorization', 'Bearer client-key'],
  ['x-stainless-lang', 'js'],
  ['x-stainless-retry-count', '0'],
  ['x-repeated', 'one'],
  ['x-repeated', 'two'],
  ['x-client-request-id', '0f8fad5b-d9cb-469f-a165-70867728950e'],
];

/** A chat request of about the given size. The model comes first, as the clients write it. */
export function chatBody(size, stream = false) {
  const message = (content) => ({ role: 'user', content });
  const empty = JSON.stringify({ model: MODEL, stream, messages: [message('')] }).length;
  // Prose about code: a line break and a quoted word now and then, each of which JSON escapes.
  const text =
    'The function "main" of src/index.ts runs before the config is read.\nMove the call below the reading of the file, ' +
    'and add a test which shows that both happen in that order.\n';
  const escaped = JSON.stringify(text).length - 2;
  const content = text.repeat(Math.ceil((size - empty) / escaped));
  return Buffer.from(JSON.stringify({ model: MODEL, stream, messages: [message(content)] }));
}

/** The answer to a chat request: 1.5 kB of JSON. */
export const CHAT_ANSWER = Buffer.from(
  JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    model: MODEL,
    choices: [
      { index: 0, message: { role: 'assistant', content: 'An answer. '.repeat(115) }, finish_reason: 'stop' },
    ],
    usage: { prompt_tokens: 500, completion_tokens: 250, total_tokens: 750 },
  }),
);

export const EVENTS = 200;
/** Events of a stream that then stays open. */
export const OPENING = 20;
const EVENT_SIZE = 240;
const MOMENT_DIGITS = 20;

/**
 * An event of a stream, of a chat as vendors send it. Its text begins with the moment it was sent, in nanoseconds of the
 * machine's own clock; the last one says that the answer is complete.
 */
export function event(index, sentAt) {
  const reason = index === EVENTS - 1 ? '"stop"' : 'null';
  const head =
    'data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","model":"bench-model","choices":[{"index":0,"delta":{"content":"';
  const tail = `"},"finish_reason":${reason}}]}\n\n`;
  const text = `${String(sentAt).padStart(MOMENT_DIGITS, '0')} ${String(index).padStart(3, '0')} `;
  return head + text.padEnd(EVENT_SIZE - head.length - tail.length, 'x') + tail;
}

/** The size of every event. */
export const EVENT_BYTES = event(0, 0).length;
/** Where an event has its moment. */
export const EVENT_TIME = event(0, 0).indexOf('"content":"') + '"content":"'.length;
