import {
  noteError,
  noteOrigin,
  noteStop,
  noteTier,
  noteToolCall,
  type AnswerFacts,
  type AnswerFormat,
} from '../record/answer.ts';
import { count, tell } from '../record/usage.ts';
import { isObject, listOf, objectOf, textOf, type JsonObject } from '../record/value.ts';
import { assembleMessage } from '../record/assembly/anthropic.ts';
import { InputCount } from './anthropic-input.ts';
import { anthropic } from './dialects.ts';
import { ANYWHERE, type Format } from './format.ts';

/** What a whole message tells; a stream begins with one that has no content yet. */
const MESSAGE = {
  type: true,
  id: true,
  model: true,
  stop_reason: true,
  content: [{ type: true, name: true }],
  usage: true,
} as const;

/** How Anthropic's messages are read, wherever they come from. */
export const anthropicAnswers: AnswerFormat = {
  fields: {
    ...MESSAGE,
    error: { type: true, status: true, code: true },
    message: MESSAGE,
    content_block: { type: true, name: true },
    delta: { stop_reason: true },
  },
  isContent: (name) => name === 'content_block_delta' || name === 'content_block_stop' || name === 'ping',
  createReader: (facts) => {
    const input = new InputCount();
    return (message) => readMessage(facts, input, objectOf(message));
  },
  createAssembler: assembleMessage,
};

/** Anthropic Messages. Claude Code adds `?beta=true`, so paths are matched without their query. */
export const anthropicMessages: Format = {
  name: 'anthropic_messages',
  flags: ['anthropic_messages'],
  dialect: anthropic,
  endpoints: [
    { path: '/v1/messages', after: ANYWHERE },
    { path: '/v1/messages/count_tokens', after: ANYWHERE },
  ],
  advertised: '/v1/messages',
  answers: anthropicAnswers,
};

function readMessage(facts: AnswerFacts, input: InputCount, message: JsonObject): void {
  switch (message['type']) {
    case 'message':
      readWhole(facts, input, message);
      break;
    case 'message_start':
      readWhole(facts, input, objectOf(message['message']));
      break;
    case 'content_block_start':
      readBlock(facts, objectOf(message['content_block']));
      break;
    case 'message_delta':
      noteStop(facts, objectOf(message['delta'])['stop_reason']);
      readUsage(facts, input, message['usage']);
      break;
    case 'message_stop':
      facts.final = true;
      break;
    default:
      readError(facts, message['error']);
  }
}

/** Behind Vertex AI the error may be Google's. */
function readError(facts: AnswerFacts, error: unknown): void {
  if (isObject(error)) noteError(facts, error['type'], error['status'], error['code']);
}

function readWhole(facts: AnswerFacts, input: InputCount, message: JsonObject): void {
  noteOrigin(facts, message['model'], message['id']);
  noteStop(facts, message['stop_reason']);
  for (const block of listOf(message['content'])) readBlock(facts, objectOf(block));
  readUsage(facts, input, message['usage']);
}

/** `tool_use`, `server_tool_use`, `mcp_tool_use`. */
function readBlock(facts: AnswerFacts, block: JsonObject): void {
  if (textOf(block['type'])?.endsWith('tool_use')) noteToolCall(facts, block['name']);
}

/** Every usage object is a total so far, also the ones of `message_delta`: nothing is ever added up. */
function readUsage(facts: AnswerFacts, input: InputCount, told: unknown): void {
  if (!isObject(told)) return;
  noteTier(facts, told['service_tier']);
  const writes = objectOf(told['cache_creation']);
  tell(facts.usage, {
    inputTokens: input.total(told),
    cachedTokens: input.read,
    cacheCreationInputTokens: input.written,
    cacheCreation5mInputTokens: count(writes['ephemeral_5m_input_tokens']),
    cacheCreation1hInputTokens: count(writes['ephemeral_1h_input_tokens']),
    outputTokens: count(told['output_tokens']),
    reasoningTokens: count(objectOf(told['output_tokens_details'])['thinking_tokens']),
    webSearchCount: count(objectOf(told['server_tool_use'])['web_search_requests']),
  });
}
