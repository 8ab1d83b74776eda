/** Tells the kind of upstream, which model lists show and which some requests are fitted to. */
import type { FormatName } from '../../formats/format.ts';

/** The kinds that the formats stand for where the host says nothing. */
const BY_FORMAT: Readonly<Record<FormatName, string>> = {
  openai_chat: 'openai',
  openai_responses: 'openai',
  anthropic_messages: 'anthropic',
  gemini_generate_content: 'gemini',
  google_generate_content: 'vertex',
  google_raw_predict: 'vertex',
  google_code_assist: 'code-assist',
  bedrock_model_invoke: 'bedrock-runtime',
  bedrock_converse: 'bedrock-runtime',
};

/** Hosts, and the ends of hosts where those of regions differ in front. */
const BY_HOST: readonly (readonly [host: RegExp, upstream: string])[] = [
  [/^api\.openai\.com$/, 'openai'],
  [/^api\.anthropic\.com$/, 'anthropic'],
  [/^generativelanguage\.googleapis\.com$/, 'gemini'],
  [/^cloudcode-pa\.googleapis\.com$/, 'code-assist'],
  [/(?:^|[.-])aiplatform\.googleapis\.com$/, 'vertex'],
  [/^bedrock-runtime\./, 'bedrock-runtime'],
  [/^bedrock-mantle\./, 'bedrock-mantle'],
  [/^openrouter\.ai$/, 'openrouter'],
  [/^ai-gateway\.vercel\.sh$/, 'vercel'],
  [/^gateway\.ai\.cloudflare\.com$/, 'cloudflare'],
  [/\.(?:openai|services\.ai|cognitiveservices)\.azure\.com$/, 'azure'],
  [/^api\.perplexity\.ai$/, 'perplexity'],
];

/** The kind of upstream behind a base URL that serves these formats. */
export function upstreamOf(
  { origin, basePath }: { readonly origin: string; readonly basePath: string },
  formats: ReadonlySet<FormatName>,
): string {
  if (basePath.endsWith('/backend-api/codex')) return 'chatgpt';
  const { hostname } = new URL(origin);
  const byHost = BY_HOST.find(([host]) => host.test(hostname));
  if (byHost) return byHost[1];
  const [first] = formats;
  return first ? BY_FORMAT[first] : 'openai';
}

/**
 * Whether a provider of which the config does not say takes WebSockets. Elsewhere the first connect of each session would
 * be in vain: few of those who serve the API serve that part of it.
 */
export function takesWebSockets(origin: string, upstream: string): boolean {
  return upstream === 'chatgpt' || origin === 'https://api.openai.com';
}
