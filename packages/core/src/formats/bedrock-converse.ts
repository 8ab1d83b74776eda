import {
  noteError,
  noteStop,
  noteTier,
  noteToolCall,
  type AnswerFacts,
  type AnswerFormat,
  type MessageReader,
} from '../record/answer.ts';
import { assembleConverse } from '../record/assembly/converse.ts';
import { count, tell, type Usage } from '../record/usage.ts';
import { isObject, listOf, objectOf, type JsonObject } from '../record/value.ts';
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import { bedrock } from './dialects.ts';
import { ANYWHERE, type Format } from './format.ts';

const BLOCK = { toolUse: { name: true } } as const;

/** How Converse's answers are read: as one object, or as events that are named by their frames. */
export const converseAnswers: AnswerFormat = {
  fields: {
    stopReason: true,
    usage: true,
    serviceTier: true,
    start: BLOCK,
    output: { message: { content: [BLOCK] } },
  },
  isContent: (name) => name === 'contentBlockDelta' || name === 'contentBlockStop',
  createReader(facts, headers) {
    noteErrorHeader(facts, headers);
    return readConverse(facts);
  },
  createAssembler: assembleConverse,
};

/** Amazon Bedrock Converse: one body for all models. */
export const bedrockConverse: Format = {
  name: 'bedrock_converse',
  flags: ['bedrock_converse'],
  dialect: bedrock,
  endpoints: ['converse', 'converse-stream'].map((verb) => ({
    path: `/bedrock/model/{model}/${verb}`,
    after: ANYWHERE,
  })),
  advertised: '/bedrock/model/{model}/converse',
  ownPrefix: '/bedrock',
  answers: converseAnswers,
};

/** AWS names an error in a header, `ValidationException:http://…`, and not always in the body. */
export function noteErrorHeader(facts: AnswerFacts, headers: HeaderList): void {
  const type = headerValue(headers, 'x-amzn-errortype');
  if (type) noteError(facts, type.split(':', 1)[0]);
}

/** Reads Converse's messages into `facts`. Amazon's Nova models speak alike through InvokeModel. */
export function readConverse(facts: AnswerFacts): MessageReader {
  return (value, name) => {
    const message = objectOf(value);
    for (const block of listOf(objectOf(objectOf(message['output'])['message'])['content'])) {
      readBlock(facts, objectOf(block));
    }
    if (name === 'contentBlockStart') readBlock(facts, objectOf(message['start']));
    noteStop(facts, message['stopReason']);
    noteTier(facts, objectOf(message['serviceTier'])['type']);
    tellUsage(facts.usage, objectOf(message['usage']));
    // The metadata that follows tells the usage and nothing of the answer.
    if (name === 'messageStop') facts.final = true;
  };
}

function readBlock(facts: AnswerFacts, block: JsonObject): void {
  if (isObject(block['toolUse'])) noteToolCall(facts, block['toolUse']['name']);
}

/** `inputTokens` leaves out what a cache read or wrote, for all models. */
function tellUsage(usage: Usage, told: JsonObject): void {
  const fresh = count(told['inputTokens']);
  const read = count(told['cacheReadInputTokens'] ?? told['cacheReadInputTokenCount']);
  const written = count(told['cacheWriteInputTokens'] ?? told['cacheWriteInputTokenCount']);
  tell(usage, {
    inputTokens: fresh === undefined ? undefined : fresh + (read ?? 0) + (written ?? 0),
    outputTokens: count(told['outputTokens']),
    cachedTokens: read,
    cacheCreationInputTokens: written,
    cacheCreation5mInputTokens: writtenFor('5m', told['cacheDetails']),
    cacheCreation1hInputTokens: writtenFor('1h', told['cacheDetails']),
  });
}

function writtenFor(time: string, details: unknown): number | undefined {
  return count(
    listOf(details)
      .map(objectOf)
      .find(({ ttl }) => ttl === time)?.['inputTokens'],
  );
}
