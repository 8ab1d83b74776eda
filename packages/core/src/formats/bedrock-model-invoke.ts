import { noteStop, type AnswerFacts, type AnswerFormat, type MessageReader } from '../record/answer.ts';
import { count, tell } from '../record/usage.ts';
import { isObject, objectOf, type JsonObject } from '../record/value.ts';
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import { converseAnswers, noteErrorHeader, readConverse } from './bedrock-converse.ts';
import { bedrock } from './dialects.ts';
import { ANYWHERE, type Format } from './format.ts';
import { vendorAnswers } from './vendor-answers.ts';

const METRICS = 'amazon-bedrock-invocationMetrics';
/** The events of Amazon's Nova, each an object with one of these fields. */
const NOVA = ['messageStart', 'contentBlockStart', 'messageStop', 'metadata'] as const;

/**
 * How InvokeModel's answers are read. What the model tells itself is the fuller account; for models that tell nothing,
 * AWS counts: in the headers of an answer, and in the last event of a stream.
 */
const invokeAnswers: AnswerFormat = {
  fields: {
    ...objectOf(vendorAnswers.fields),
    ...objectOf(converseAnswers.fields),
    ...Object.fromEntries(NOVA.map((name) => [name, converseAnswers.fields])),
    [METRICS]: true,
  } as AnswerFormat['fields'],
  createReader(facts, headers): MessageReader {
    noteErrorHeader(facts, headers);
    const vendor = vendorAnswers.createReader(facts, headers);
    const nova = readConverse(facts);
    return (value, name) => {
      const message = objectOf(value);
      const event = NOVA.find((known) => isObject(message[known]));
      if (event) nova(message[event], event);
      else if (isObject(message['output'])) nova(message, name);
      else vendor(message, name);
      // Llama's.
      noteStop(facts, message['stop_reason']);
      const metrics = message[METRICS];
      // Every model's last event has them.
      if (isObject(metrics)) facts.final = true;
      tellCounts(facts, objectOf(metrics), headers);
    };
  },
  createAssembler: vendorAnswers.createAssembler,
};

/** Amazon Bedrock InvokeModel: the body is the model vendor's own. */
export const bedrockModelInvoke: Format = {
  name: 'bedrock_model_invoke',
  flags: ['bedrock_model_invoke'],
  dialect: bedrock,
  endpoints: ['invoke', 'invoke-with-response-stream'].map((verb) => ({
    path: `/bedrock/model/{model}/${verb}`,
    after: ANYWHERE,
  })),
  advertised: '/bedrock/model/{model}/invoke',
  ownPrefix: '/bedrock',
  answers: invokeAnswers,
};

/** AWS's own counts, where the model's are missing. Like Converse's, the input leaves out what a cache read or wrote. */
function tellCounts({ usage }: AnswerFacts, metrics: JsonObject, headers: HeaderList): void {
  if (usage.inputTokens !== undefined && usage.outputTokens !== undefined) return;
  const counted = (field: string, header: string): number | undefined =>
    count(metrics[field]) ?? countOf(headerValue(headers, `x-amzn-bedrock-${header}-token-count`));
  const fresh = counted('inputTokenCount', 'input');
  const read = counted('cacheReadInputTokenCount', 'cache-read-input');
  const written = counted('cacheWriteInputTokenCount', 'cache-write-input');
  const input =
    usage.inputTokens !== undefined || fresh === undefined
      ? {}
      : {
          inputTokens: fresh + (read ?? 0) + (written ?? 0),
          cachedTokens: read,
          cacheCreationInputTokens: written,
        };
  tell(usage, { ...input, outputTokens: usage.outputTokens ?? counted('outputTokenCount', 'output') });
}

function countOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}
