/** What Bedrock's Converse and InvokeModel answer, whole and as frames of an AWS event stream with their checksums. */
import { EventStreamCodec } from '@smithy/eventstream-codec';
import { messageEvents, messageTo } from './anthropic-message.mjs';
import { answerTo, piecesOf } from './small-model.mjs';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString(),
  (text) => Buffer.from(text),
);
const text = (value) => ({ type: 'string', value });

/** A frame of an event. */
const frame = (type, payload) =>
  codec.encode({
    headers: {
      ':event-type': text(type),
      ':content-type': text('application/json'),
      ':message-type': text('event'),
    },
    body: Buffer.from(JSON.stringify(payload)),
  });

/** A frame that ends a stream with an error. */
export const exceptionFrame = (type, message) =>
  codec.encode({
    headers: {
      ':exception-type': text(type),
      ':content-type': text('application/json'),
      ':message-type': text('exception'),
    },
    body: Buffer.from(JSON.stringify({ message })),
  });

/** Bedrock pads its events, so that their lengths tell nothing. */
const padded = (payload, index) => ({
  ...payload,
  p: 'abcdefghijklmnopqrstuvwxyz'.slice(0, 1 + (index % 26)),
});

const textOf = (content) => (content ?? []).map((block) => block.text ?? '').join('');

/** What the user asked Converse last. */
export const conversePrompt = ({ messages }) =>
  textOf((messages ?? []).findLast(({ role, content }) => role === 'user' && textOf(content))?.content);

const USAGE = {
  inputTokens: 200,
  outputTokens: 34,
  totalTokens: 1234,
  cacheReadInputTokens: 1000,
  cacheWriteInputTokens: 0,
};

/** Converse's answer to a body. */
export function converseTo(body, id) {
  const results = body.messages.at(-1).content.flatMap(({ toolResult }) => toolResult ?? []);
  const { text: said, calls } = answerTo({
    prompt: conversePrompt(body),
    toolOutput: results.length > 0 ? results.map(({ content }) => textOf(content)).join('\n') : undefined,
    tools: (body.toolConfig?.tools ?? []).map(({ toolSpec }) => toolSpec.name),
  });
  const toolUses = calls.map(({ name, input }) => ({ toolUse: { toolUseId: id('tooluse_'), name, input } }));
  return {
    metrics: { latencyMs: 512 },
    output: { message: { role: 'assistant', content: [{ text: said }, ...toolUses] } },
    stopReason: calls.length > 0 ? 'tool_use' : 'end_turn',
    usage: USAGE,
  };
}

/** The same as the pieces of a stream. */
export function converseStream({ metrics, output, stopReason, usage }) {
  const events = [['messageStart', { role: 'assistant' }]];
  for (const [contentBlockIndex, block] of output.message.content.entries()) {
    const { toolUse } = block;
    if (toolUse) {
      const { toolUseId, name } = toolUse;
      events.push(['contentBlockStart', { contentBlockIndex, start: { toolUse: { toolUseId, name } } }]);
    }
    const deltas = toolUse
      ? JSON.stringify(toolUse.input)
          .match(/.{1,7}/gsu)
          .map((input) => ({ toolUse: { input } }))
      : piecesOf(block.text).map((piece) => ({ text: piece }));
    for (const delta of deltas) events.push(['contentBlockDelta', { contentBlockIndex, delta }]);
    events.push(['contentBlockStop', { contentBlockIndex }]);
  }
  events.push(['messageStop', { stopReason }], ['metadata', { metrics, usage }]);
  return events.map(([type, payload], index) => frame(type, padded(payload, index)));
}

/** The answer of an Anthropic model on Bedrock, whose body names no model. */
export const invoked = (body, model, id) => messageTo({ ...body, model }, id);

/** The same as the pieces of a stream: the model's own events in base64. */
export const invokedStream = (message) =>
  Array.from(messageEvents(message), (event, index) =>
    frame('chunk', padded({ bytes: Buffer.from(JSON.stringify(event)).toString('base64') }, index)),
  );
