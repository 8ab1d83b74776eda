import {
  noteError,
  noteOrigin,
  noteStop,
  noteTier,
  type AnswerFacts,
  type AnswerFormat,
} from '../record/answer.ts';
import { assembleResponse } from '../record/assembly/responses.ts';
import { isObject, objectOf, textOf, type JsonObject } from '../record/value.ts';
import type { Refusal } from '../errors.ts';
import type { HeaderList } from '../wire/header-list.ts';
import { isCodex } from './codex-dialect.ts';
import { openai } from './dialects.ts';
import { ANYWHERE, type Format, type Prefix } from './format.ts';
import { OutputItems } from './openai-output-items.ts';
import { tellResponsesUsage, tellToolUsage } from './openai-usage.ts';

const ITEM = { type: true, name: true, action: { type: true } } as const;
const RESPONSE = {
  id: true,
  model: true,
  status: true,
  service_tier: true,
  usage: true,
  tool_usage: true,
  error: { code: true, type: true },
  incomplete_details: { reason: true },
  output: [ITEM],
} as const;

/** Events that tell more than content. */
const TELLING: ReadonlySet<string> = new Set([
  'response.created',
  'response.output_item.done',
  'response.completed',
  'response.incomplete',
  'response.failed',
  'response.cancelled',
]);

/** How responses are read: as events, by SSE or WebSocket, as one object, or compacted. */
const responsesAnswers: AnswerFormat = {
  fields: { ...RESPONSE, type: true, code: true, response: RESPONSE, item: ITEM },
  isContent: (name) => name.startsWith('response.') && !TELLING.has(name),
  createReader: (facts) => {
    const items = new OutputItems(facts);
    return (message) => readEvent(facts, items, objectOf(message));
  },
  createAssembler: assembleResponse,
};

/** `base_url = "http://host/codex"` and `"http://host/<provider-id>"` of Codex, which appends `/responses`. */
const CODEX: readonly Prefix[] = ['codex', 'provider'];

/** OpenAI Responses, on the platform and on the ChatGPT backend. Older Codex compacts by an endpoint of its own. */
export const openaiResponses: Format = {
  name: 'openai_responses',
  flags: ['openai_responses'],
  dialect: openai,
  endpoints: [
    { path: '/v1/responses', after: ANYWHERE },
    { path: '/responses', after: CODEX },
    { path: '/v1/responses/compact', after: ANYWHERE },
    { path: '/responses/compact', after: CODEX },
  ],
  sockets: [
    { path: '/v1/responses', after: ANYWHERE },
    { path: '/responses', after: CODEX },
  ],
  advertised: '/v1/responses',
  failureEvent,
  answers: responsesAnswers,
};

/**
 * OpenAI's `response.failed`. Of its codes, Codex shows the message of `invalid_prompt` and stops; after any other that it
 * does not know it sends the request five times more (spec/clients.md 5). Everybody else is told what it is.
 */
function failureEvent({ message }: Refusal, headers: HeaderList): string {
  const error = { code: isCodex(headers) ? 'invalid_prompt' : 'server_error', message };
  const response = { id: 'resp_aperture', object: 'response', status: 'failed', error };
  return `event: response.failed\ndata: ${JSON.stringify({ type: 'response.failed', response })}\n\n`;
}

function readEvent(facts: AnswerFacts, items: OutputItems, event: JsonObject): void {
  const type = textOf(event['type']) ?? '';
  if (type === 'response.output_item.done') {
    items.read(event['item']);
  } else if (type.startsWith('response.')) {
    readResponse(facts, items, objectOf(event['response']), type);
  } else if (type === 'error') {
    noteError(facts, event['code'], objectOf(event['error'])['code'], objectOf(event['error'])['type']);
  } else if (type === '') {
    readResponse(facts, items, event, 'response.whole');
  }
}

/** Usage stands in every response that ended, also in one that failed or was cut short (field.md C25). */
function readResponse(facts: AnswerFacts, items: OutputItems, response: JsonObject, type: string): void {
  noteOrigin(facts, response['model'], response['id']);
  if (!TELLING.has(type) && type !== 'response.whole') return;
  const { error } = response;
  if (isObject(error)) noteError(facts, error['code'], error['type']);
  if (type === 'response.created') return;
  noteTier(facts, response['service_tier']);
  items.readAll(response['output']);
  tellResponsesUsage(facts.usage, response['usage']);
  tellToolUsage(facts.usage, objectOf(response['tool_usage']));
  noteStop(facts, objectOf(response['incomplete_details'])['reason'] ?? response['status']);
  if (type === 'response.failed') noteError(facts, 'failed');
  else if (type !== 'response.whole') facts.final = true;
}
