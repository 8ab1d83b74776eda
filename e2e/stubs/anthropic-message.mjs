/** What Anthropic's Messages API answers, as an object and as a stream of events. */
import { createHash } from 'node:crypto';
import { answerTo, piecesOf } from './small-model.mjs';
import { answerStream, EVENT_STREAM, serverSent, SILENCE } from './vendor-answer.mjs';

const lastUser = ({ messages }) => messages.findLast(({ role }) => role === 'user');
const blocksOf = (content) => (typeof content === 'string' ? [{ type: 'text', text: content }] : content);
const textOf = (content) =>
  blocksOf(content ?? '')
    .map(({ text }) => text ?? '')
    .join('');

/** What the user asked last. Agents put reminders of their own in front of it, in blocks of their own. */
export const promptOf = (body) =>
  blocksOf(lastUser(body)?.content ?? '').findLast(({ type }) => type === 'text')?.text ?? '';

/** Vouches for a thinking block, so that nobody can have changed it. */
export const signatureOf = (thinking) => createHash('sha256').update(`made ${thinking}`).digest('base64');

/**
 * The message that answers a request.
 *
 * @param {any} body
 * @param {(prefix: string) => string} id
 */
export function messageTo(body, id) {
  const results = blocksOf(body.messages.at(-1).content).filter(({ type }) => type === 'tool_result');
  const { text, calls } = answerTo({
    prompt: promptOf(body),
    toolOutput: results.length > 0 ? results.map(({ content }) => textOf(content)).join('\n') : undefined,
    tools: (body.tools ?? []).map(({ name }) => name),
  });
  return {
    id: id('msg_'),
    type: 'message',
    role: 'assistant',
    model: body.model,
    content: [
      ...(['enabled', 'adaptive'].includes(body.thinking?.type) ? [thoughtOf('What could be meant?')] : []),
      { type: 'text', text },
      ...calls.map(({ name, input }) => ({ type: 'tool_use', id: id('toolu_'), name, input })),
    ],
    stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: 200,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 1000,
      output_tokens: 34,
    },
  };
}

const thoughtOf = (thinking) => ({ type: 'thinking', thinking, signature: signatureOf(thinking) });

/**
 * Streams a message, with the pings that Anthropic sends in between.
 *
 * @param {import('node:http').ServerResponse} response
 * @param {ReturnType<typeof messageTo>} message
 * @param {Record<string, string | string[]>} headers
 * @param {{ type: string } | typeof SILENCE | null} [failure] breaks in after the first words; null ends the connection
 */
export function sendMessageStream(response, message, headers, failure) {
  const pieces = Array.from(messageEvents(message), (data) => serverSent(data, data.type));
  return answerStream(
    response,
    pieces,
    { ...EVENT_STREAM, ...headers },
    { failure: failure && failure !== SILENCE ? serverSent(failure, failure.type) : failure },
  );
}

/** The events of a streamed message. */
export function* messageEvents(message) {
  yield {
    type: 'message_start',
    // The final count of output tokens stands in message_delta; this one is where it starts.
    message: {
      ...message,
      content: [],
      stop_reason: null,
      usage: { ...message.usage, output_tokens: 1 },
    },
  };
  for (const [index, block] of message.content.entries()) {
    yield { type: 'content_block_start', index, content_block: emptied(block) };
    yield { type: 'ping' };
    for (const delta of deltas(block)) yield { type: 'content_block_delta', index, delta };
    yield { type: 'content_block_stop', index };
  }
  const { stop_reason, stop_sequence, usage } = message;
  yield { type: 'message_delta', delta: { stop_reason, stop_sequence }, usage };
  yield { type: 'message_stop' };
}

function emptied(block) {
  switch (block.type) {
    case 'text':
      return { ...block, text: '' };
    case 'thinking':
      return { ...block, thinking: '', signature: '' };
    default:
      return { ...block, input: {} };
  }
}

function* deltas(block) {
  switch (block.type) {
    case 'text':
      for (const text of piecesOf(block.text)) yield { type: 'text_delta', text };
      return;
    case 'thinking':
      for (const thinking of piecesOf(block.thinking)) yield { type: 'thinking_delta', thinking };
      yield { type: 'signature_delta', signature: block.signature };
      return;
    default:
      for (const partial of JSON.stringify(block.input).match(/.{1,7}/gsu))
        yield { type: 'input_json_delta', partial_json: partial };
  }
}
