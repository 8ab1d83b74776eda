/**
 * The names of OpenTelemetry's conventions for generative AI (field.md F1). They are in development and have left the
 * package that once held them, so those used here stand here.
 */
import type { CallRecord } from '@aperturejs/core';

/** Boundaries that the conventions ask for: of tokens, and of seconds. */
export const TOKEN_BUCKETS: number[] = [
  1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
];
export const SECOND_BUCKETS: number[] = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];

const OPERATIONS: Readonly<Record<string, string>> = {
  openai_chat: 'chat',
  openai_responses: 'chat',
  openai_realtime: 'chat',
  anthropic_messages: 'chat',
  gemini_generate_content: 'generate_content',
  google_generate_content: 'generate_content',
  google_raw_predict: 'chat',
  google_code_assist: 'generate_content',
  bedrock_model_invoke: 'chat',
  bedrock_converse: 'chat',
};

/** `gen_ai.operation.name`. */
export function operationOf({ format, path }: CallRecord): string {
  if (/\/embeddings$|:(?:batchEmbedContents|embedContent)$/.test(path)) return 'embeddings';
  if (path.endsWith('/completions') && !path.endsWith('/chat/completions')) return 'text_completion';
  return OPERATIONS[format] ?? 'generate_content';
}

const BY_HOST: readonly (readonly [host: RegExp, provider: string])[] = [
  [/(?:^|\.)openai\.azure\.com$|\.(?:services\.ai|cognitiveservices)\.azure\.com$/, 'azure.ai.openai'],
  [/(?:^|\.)(?:openai|chatgpt)\.com$/, 'openai'],
  [/(?:^|\.)anthropic\.com$/, 'anthropic'],
  [/^(?:generativelanguage|cloudcode-pa)\.googleapis\.com$/, 'gcp.gemini'],
  [/aiplatform(?:\.[\w-]+\.rep)?\.googleapis\.com$/, 'gcp.vertex_ai'],
  [/^bedrock[\w-]*\./, 'aws.bedrock'],
  [/(?:^|\.)x\.ai$/, 'x_ai'],
  [/(?:^|\.)mistral\.ai$/, 'mistral_ai'],
  [/(?:^|\.)deepseek\.com$/, 'deepseek'],
  [/(?:^|\.)groq\.com$/, 'groq'],
  [/(?:^|\.)perplexity\.ai$/, 'perplexity'],
  [/(?:^|\.)moonshot\.(?:ai|cn)$/, 'moonshot_ai'],
  [/(?:^|\.)cohere\.(?:ai|com)$/, 'cohere'],
  [/\.ml\.cloud\.ibm\.com$/, 'ibm.watsonx.ai'],
];
const BY_FORMAT: Readonly<Record<string, string>> = {
  anthropic_messages: 'anthropic',
  gemini_generate_content: 'gcp.gemini',
  google_generate_content: 'gcp.vertex_ai',
  google_raw_predict: 'gcp.vertex_ai',
  google_code_assist: 'gcp.gemini',
  bedrock_model_invoke: 'aws.bedrock',
  bedrock_converse: 'aws.bedrock',
};

/** `gen_ai.provider.name`: the vendor behind the URL, or else the one whose API it speaks. */
export function providerOf({ route, format }: CallRecord): string {
  const host = route ? URL.parse(route.url)?.hostname : undefined;
  return BY_HOST.find(([pattern]) => host && pattern.test(host))?.[1] ?? BY_FORMAT[format] ?? 'openai';
}

/** `error.type`: a refusal's code, an error's code of the vendor, or how the call came out; undefined if it went well. */
export function errorTypeOf({ refusal, error, status, outcome }: CallRecord): string | undefined {
  if (outcome === 'completed') return undefined;
  if (refusal) return refusal;
  if (status >= 400) return String(status);
  return error ?? outcome;
}
