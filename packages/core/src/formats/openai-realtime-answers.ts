import { noteError, noteOrigin, noteStop, type AnswerFacts, type AnswerFormat } from '../record/answer.ts';
import { assembleResponse } from '../record/assembly/responses.ts';
import { objectOf, textOf, type JsonObject } from '../record/value.ts';
import { OutputItems } from './openai-output-items.ts';
import { tellResponsesUsage } from './openai-usage.ts';

const ITEM = { type: true, name: true } as const;

/** Events that tell more than content. */
const TELLING: ReadonlySet<string> = new Set([
  'session.created',
  'response.created',
  'response.output_item.done',
  'response.done',
]);

/**
 * How the answers of a Realtime conversation are read, one at a time: from `response.created` to `response.done`. What
 * goes on beside them (voices heard, errors that end nothing) belongs to none.
 */
export const realtimeAnswers: AnswerFormat = {
  fields: {
    type: true,
    session: { model: true },
    item: ITEM,
    response: {
      id: true,
      status: true,
      status_details: { reason: true, error: { code: true, type: true } },
      usage: true,
      output: [ITEM],
    },
  },
  isContent: (name) => !TELLING.has(name),
  createReader: (facts) => {
    const items = new OutputItems(facts);
    return (message) => readEvent(facts, items, objectOf(message));
  },
  createAssembler: assembleResponse,
};

function readEvent(facts: AnswerFacts, items: OutputItems, event: JsonObject): void {
  const response = objectOf(event['response']);
  switch (textOf(event['type'])) {
    case 'session.created':
      noteOrigin(facts, objectOf(event['session'])['model'], null);
      break;
    case 'response.created':
      noteOrigin(facts, null, response['id']);
      break;
    case 'response.output_item.done':
      items.read(event['item']);
      break;
    case 'response.done':
      noteOrigin(facts, null, response['id']);
      items.readAll(response['output']);
      tellResponsesUsage(facts.usage, response['usage']);
      readStatus(facts, response);
      break;
    default:
  }
}

/** An answer that somebody talked into, or cancelled, is complete: it was ended, it did not break off. */
function readStatus(facts: AnswerFacts, response: JsonObject): void {
  const details = objectOf(response['status_details']);
  const error = objectOf(details['error']);
  noteStop(facts, details['reason'] ?? response['status']);
  if (response['status'] === 'failed') noteError(facts, error['code'], error['type'], 'failed');
  facts.final = true;
}
