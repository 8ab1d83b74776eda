/** OpenAI's Chat Completions, and the legacy completions, as the stand-in for the platform answers them. */
import { answerTo, piecesOf } from './small-model.mjs';
import { serverSent } from './vendor-answer.mjs';

const CREATED = 1_764_000_000;
const USAGE = {
  prompt_tokens: 1200,
  completion_tokens: 34,
  total_tokens: 1234,
  prompt_tokens_details: { cached_tokens: 1000, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 10, audio_tokens: 0 },
};

const textOf = (content) =>
  typeof content === 'string' ? content : (content ?? []).map(({ text }) => text ?? '').join('');

/** What the user asked last. */
export const chatPrompt = ({ messages }) =>
  textOf((messages ?? []).findLast(({ role }) => role === 'user')?.content);

/** What is wrong with a request's body, in OpenAI's words; undefined if nothing is. */
export function chatRefusal({ messages, stream, stream_options }) {
  if (!Array.isArray(messages) || messages.length === 0) return "Invalid 'messages': empty array.";
  if (stream_options !== undefined && stream !== true)
    return "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
  const called = new Set();
  for (const message of messages) {
    for (const { id } of message.tool_calls ?? []) called.add(id);
    if (message.role === 'tool' && !called.has(message.tool_call_id))
      return "Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls'.";
  }
  return undefined;
}

/**
 * The completion that answers a request.
 *
 * @param {any} body
 * @param {(prefix: string) => string} id
 */
export function chatCompletion(body, id) {
  const last = body.messages.at(-1);
  const { text, calls } = answerTo({
    prompt: chatPrompt(body),
    toolOutput: last.role === 'tool' ? textOf(last.content) : undefined,
    tools: (body.tools ?? []).map((tool) => tool.function.name),
  });
  const tool_calls = calls.map(({ name, input }) => ({
    id: id('call_'),
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }));
  const message = { role: 'assistant', content: text, refusal: null, annotations: [] };
  return {
    id: id('chatcmpl-'),
    object: 'chat.completion',
    created: CREATED,
    model: body.model,
    choices: [
      {
        index: 0,
        message: calls.length > 0 ? { ...message, tool_calls } : message,
        logprobs: null,
        finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
      },
    ],
    usage: USAGE,
    service_tier: 'default',
    system_fingerprint: 'fp_made',
  };
}

/**
 * The same as the pieces of a stream. The usage comes in a chunk of its own, for whoever asked for it.
 *
 * @param {ReturnType<typeof chatCompletion>} completion
 * @param {{ include_usage?: boolean } | undefined} options
 */
export function chatStream({ choices, usage, ...rest }, options) {
  const [{ message, finish_reason }] = choices;
  const chunk = (delta, finish = null) => ({
    ...rest,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    ...(options?.include_usage && { usage: null }),
  });
  return [
    chunk({ role: 'assistant', content: '', refusal: null }),
    ...piecesOf(message.content).map((content) => chunk({ content })),
    ...(message.tool_calls ?? []).flatMap(callDeltas).map((tool_call) => chunk({ tool_calls: [tool_call] })),
    chunk({}, finish_reason),
    ...(options?.include_usage ? [{ ...chunk({}), choices: [], usage }] : []),
    '[DONE]',
  ].map((data) => serverSent(data));
}

function callDeltas({ id, type, function: { name, arguments: text } }, index) {
  return [
    { index, id, type, function: { name, arguments: '' } },
    ...text.match(/.{1,7}/gsu).map((piece) => ({ index, function: { arguments: piece } })),
  ];
}

/** The legacy completion of a prompt, whole and as a stream. */
export function textCompletion({ model, prompt }, id) {
  const { text } = answerTo({ prompt: String(prompt), tools: [] });
  return {
    id: id('cmpl-'),
    object: 'text_completion',
    created: CREATED,
    model,
    choices: [{ text, index: 0, logprobs: null, finish_reason: 'stop' }],
    usage: { prompt_tokens: 12, completion_tokens: 4, total_tokens: 16 },
  };
}

/** The same as the pieces of a stream. */
export function textStream({ choices: [choice], usage, ...rest }) {
  const chunk = (text, finish_reason) => ({ ...rest, choices: [{ ...choice, text, finish_reason }] });
  return [
    ...piecesOf(choice.text).map((text) => serverSent(chunk(text, null))),
    serverSent({ ...chunk('', 'stop'), usage }),
    serverSent('[DONE]'),
  ];
}
