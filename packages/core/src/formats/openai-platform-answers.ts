import type { AnswerFacts, AnswerFormat } from '../record/answer.ts';
import { assemblePlatform } from '../record/assembly/platform.ts';
import { count, tell, type Usage } from '../record/usage.ts';
import { listOf, objectOf, textOf, type JsonObject } from '../record/value.ts';
import { chatAnswers } from './openai-chat.ts';
import { tellResponsesUsage } from './openai-usage.ts';

const UNITS = { input_tokens: true, output_tokens: true } as const;

/** The last events of the streams that OpenAI's images, transcriptions and speech come in. */
const FINAL: ReadonlySet<string> = new Set([
  'image_generation.completed',
  'image_edit.completed',
  'transcript.text.done',
  'speech.audio.done',
]);

/**
 * How the answers of the rest of OpenAI's API are read: completions, embeddings, images, speech, transcriptions, and the
 * reranking that others serve beside them. Whatever they hold, they tell of it in few ways.
 */
export const platformAnswers: AnswerFormat = {
  fields: {
    ...objectOf(chatAnswers.fields),
    type: true,
    object: true,
    data: [{ object: true }],
    meta: { tokens: UNITS, billed_units: UNITS },
  } as AnswerFormat['fields'],
  isContent: (name) => /\.(?:delta|partial_image|segment)$/.test(name),
  createReader(facts, headers) {
    const readChat = chatAnswers.createReader(facts, headers);
    return (value, name) => {
      // A batch tells, whenever it is asked for, what all its calls used. They are no call of the one who asks.
      if (objectOf(value)['object'] === 'batch') return;
      readChat(value, name);
      readRest(facts, objectOf(value));
    };
  },
  createAssembler: assemblePlatform,
};

function readRest(facts: AnswerFacts, message: JsonObject): void {
  const type = textOf(message['type']) ?? '';
  if (FINAL.has(type)) facts.final = true;
  const usage = objectOf(message['usage']);
  if (usage['input_tokens'] !== undefined) {
    tellResponsesUsage(facts.usage, usage);
    if (isOfImages(type, message)) tellImages(facts.usage);
  }
  tellUnits(facts.usage, objectOf(message['meta']));
}

/** Images come as a list whose elements do not say what they are, as embeddings do. */
function isOfImages(type: string, message: JsonObject): boolean {
  const first = listOf(message['data'])[0];
  return type.startsWith('image_') || (first !== undefined && objectOf(first)['object'] === undefined);
}

/** Before gpt-image-1.5 the output was images and nothing else, so no details told of it. */
function tellImages(usage: Usage): void {
  tell(usage, { imageOutputTokens: usage.imageOutputTokens ?? usage.outputTokens });
}

/** Cohere's way; most of its reranking is billed by the search and not by tokens. */
function tellUnits(usage: Usage, meta: JsonObject): void {
  const units = objectOf(meta['tokens'] ?? meta['billed_units']);
  tell(usage, { inputTokens: count(units['input_tokens']), outputTokens: count(units['output_tokens']) });
}
