import {
  noteError,
  noteOrigin,
  noteStop,
  noteTier,
  noteToolCall,
  type AnswerFacts,
  type AnswerFormat,
} from '../record/answer.ts';
import { assembleCandidates } from '../record/assembly/gemini.ts';
import { count, tell, type Usage } from '../record/usage.ts';
import { isObject, listOf, objectOf, type JsonObject } from '../record/value.ts';
import { google } from './dialects.ts';
import { ANYWHERE, type Format } from './format.ts';

/** The versions that Google's SDK can be set to; `v1beta` is its default. */
const VERSIONS = ['/v1beta', '/v1', '/v1alpha'];
const VERBS = [
  'generateContent',
  'streamGenerateContent',
  'countTokens',
  'embedContent',
  'batchEmbedContents',
  // Imagen's pictures.
  'predict',
];

/** How Gemini's answers are read, on both of its services. Each chunk of a stream is a whole object of the same kind. */
export const geminiAnswers: AnswerFormat = {
  fields: {
    modelVersion: true,
    responseId: true,
    usageMetadata: true,
    error: { status: true, code: true },
    promptFeedback: { blockReason: true },
    candidates: [
      {
        finishReason: true,
        content: { parts: [{ functionCall: { name: true }, executableCode: { language: true } }] },
        groundingMetadata: { webSearchQueries: [true] },
      },
    ],
  },
  createReader: (facts) => (message) => readChunk(facts, objectOf(message)),
  createAssembler: assembleCandidates,
};

/** The Gemini API at generativelanguage.googleapis.com. */
export const geminiGenerateContent: Format = {
  name: 'gemini_generate_content',
  flags: ['gemini_generate_content'],
  dialect: google,
  endpoints: VERSIONS.flatMap((version) =>
    VERBS.map((verb) => ({ path: `${version}/models/{model}:${verb}`, after: ANYWHERE })),
  ),
  advertised: '/v1beta/models/{model}:generateContent',
  answers: geminiAnswers,
};

function readChunk(facts: AnswerFacts, chunk: JsonObject): void {
  const error = chunk['error'];
  if (isObject(error)) noteError(facts, error['status'], error['code']);
  noteOrigin(facts, chunk['modelVersion'], chunk['responseId']);
  for (const candidate of listOf(chunk['candidates'])) readCandidate(facts, objectOf(candidate));
  const blocked = objectOf(chunk['promptFeedback'])['blockReason'];
  noteStop(facts, blocked);
  if (blocked) facts.final = true;
  const usage = objectOf(chunk['usageMetadata']);
  tellUsage(facts.usage, usage);
  noteTier(facts, usage['trafficType']);
}

function readCandidate(facts: AnswerFacts, candidate: JsonObject): void {
  for (const value of listOf(objectOf(candidate['content'])['parts'])) {
    const part = objectOf(value);
    if (isObject(part['functionCall'])) noteToolCall(facts, part['functionCall']['name']);
    if (isObject(part['executableCode'])) noteToolCall(facts, 'code_execution');
  }
  const searches = listOf(objectOf(candidate['groundingMetadata'])['webSearchQueries']).length;
  // Later chunks may repeat the queries of earlier ones.
  if (searches > 0) facts.usage.webSearchCount = Math.max(searches, facts.usage.webSearchCount ?? 0);
  noteStop(facts, candidate['finishReason']);
  if (candidate['finishReason']) facts.final = true;
}

/**
 * The counts of each chunk are those of the whole answer so far. The prompt holds its cached part, but neither what
 * tools put in nor, on the other side, the thoughts: Google adds up all four to the total, and bills thoughts as output.
 */
function tellUsage(usage: Usage, told: JsonObject): void {
  const prompt = count(told['promptTokenCount']);
  const tools = count(told['toolUsePromptTokenCount']);
  const answer = count(told['candidatesTokenCount']);
  const thoughts = count(told['thoughtsTokenCount']);
  tell(usage, {
    inputTokens: sum(prompt, tools),
    outputTokens: sum(answer, thoughts),
    cachedTokens: count(told['cachedContentTokenCount']),
    reasoningTokens: thoughts,
    imageInputTokens: sum(images(told['promptTokensDetails']), images(told['toolUsePromptTokensDetails'])),
    imageOutputTokens: images(told['candidatesTokensDetails']),
  });
}

function images(details: unknown): number | undefined {
  return count(
    listOf(details)
      .map(objectOf)
      .find(({ modality }) => modality === 'IMAGE')?.['tokenCount'],
  );
}

function sum(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0);
}
