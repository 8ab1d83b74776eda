/**
 * Providers to begin with, as the pages under docs/providers have them: the tests hold them to those, whose configs run
 * against stand-ins for the vendors.
 */
import type { ValueObject } from '../text/read.ts';

/** A provider to begin with. */
export interface Template {
  readonly title: string;
  readonly about: string;
  /** The id that it gets if that is free. */
  readonly id: string;
  readonly provider: ValueObject;
  /** The page under docs/providers. */
  readonly page: string;
}

export const TEMPLATES: readonly Template[] = [
  {
    title: 'ChatGPT subscription',
    about: 'Codex with each user’s own ChatGPT sign-in. There is no key to fill in.',
    id: 'codex-oauth',
    page: 'chatgpt-subscription',
    provider: {
      baseurl: 'https://chatgpt.com/backend-api/codex',
      authorization: 'bearer',
      auth_mode: 'passthrough',
      models: ['gpt-5.3-codex'],
      compatibility: { openai_chat: true, openai_responses: true },
    },
  },
  {
    title: 'OpenAI',
    about: 'The OpenAI platform with an API key of yours.',
    id: 'openai',
    page: 'openai',
    provider: {
      baseurl: 'https://api.openai.com',
      apikey: '${env:OPENAI_API_KEY}',
      models: ['gpt-5.5', 'text-embedding-3-small', 'whisper-1'],
      compatibility: { openai_chat: true, openai_responses: true },
    },
  },
  {
    title: 'Anthropic',
    about: 'The Anthropic API with an API key of yours.',
    id: 'anthropic',
    page: 'anthropic',
    provider: {
      baseurl: 'https://api.anthropic.com',
      apikey: '${env:ANTHROPIC_API_KEY}',
      authorization: 'x-api-key',
      models: ['claude-opus-5', 'claude-sonnet-4-5'],
      compatibility: { anthropic_messages: true },
    },
  },
  {
    title: 'Claude subscription',
    about: 'Claude Code with each user’s own Pro or Max account. There is no key to fill in.',
    id: 'anthropic-passthrough',
    page: 'claude-subscription',
    provider: {
      baseurl: 'https://api.anthropic.com',
      authorization: 'x-api-key',
      auth_mode: 'passthrough',
      models: ['claude-opus-5', 'claude-sonnet-4-5'],
      compatibility: { anthropic_messages: true },
    },
  },
  {
    title: 'Gemini API',
    about: 'Google’s Gemini API with an API key of yours.',
    id: 'gemini',
    page: 'gemini',
    provider: {
      baseurl: 'https://generativelanguage.googleapis.com',
      apikey: '${env:GEMINI_API_KEY}',
      authorization: 'x-goog-api-key',
      models: ['gemini-3.6-pro', 'gemini-flash-latest'],
      compatibility: { gemini_generate_content: true },
    },
  },
  {
    title: 'Login with Google',
    about: 'Gemini CLI with each user’s own Google account. There is no key to fill in.',
    id: 'google-login',
    page: 'google-login',
    provider: {
      baseurl: 'https://cloudcode-pa.googleapis.com',
      auth_mode: 'passthrough',
      models: ['gemini-3-flash', 'gemini-2.5-pro', 'gemini-3.1-flash-lite'],
      compatibility: { google_code_assist: true },
    },
  },
  {
    title: 'Vertex AI, Gemini',
    about: 'Gemini models on Vertex AI with a service account: its JSON in base64.',
    id: 'vertex',
    page: 'vertex-gemini',
    provider: {
      baseurl: 'https://aiplatform.googleapis.com',
      apikey: 'keyfile::${env:VERTEX_SERVICE_ACCOUNT}',
      authorization: 'bearer',
      models: ['gemini-3.6-pro'],
      compatibility: { google_generate_content: true, experimental_gemini_cli_vertex_compat: true },
    },
  },
  {
    title: 'Vertex AI, Claude',
    about: 'Claude models on Vertex AI with a service account: its JSON in base64.',
    id: 'vertex-claude',
    page: 'vertex-anthropic',
    provider: {
      baseurl: 'https://aiplatform.googleapis.com',
      apikey: 'keyfile::${env:VERTEX_SERVICE_ACCOUNT}',
      authorization: 'bearer',
      models: ['claude-opus-4-5@20251101'],
      compatibility: { google_raw_predict: true },
    },
  },
  {
    title: 'Amazon Bedrock',
    about: 'Bedrock with a Bedrock API key. The region is part of the base URL.',
    id: 'aws',
    page: 'bedrock',
    provider: {
      baseurl: 'https://bedrock-runtime.us-east-1.amazonaws.com',
      apikey: '${env:AWS_BEARER_TOKEN_BEDROCK}',
      authorization: 'bearer',
      models: ['us.anthropic.claude-opus-4-5-20251101-v1:0'],
      compatibility: { bedrock_model_invoke: true, bedrock_converse: true },
      cost_basis: 'bedrock-us',
    },
  },
  {
    title: 'Microsoft Foundry',
    about: 'OpenAI’s models on Azure. Models are named as your deployments are.',
    id: 'foundry',
    page: 'microsoft-foundry',
    provider: {
      baseurl: 'https://my-resource.openai.azure.com/openai',
      apikey: '${env:AZURE_OPENAI_API_KEY}',
      authorization: 'api-key',
      models: ['my-gpt-5'],
      compatibility: { openai_chat: true, openai_responses: true },
      cost_basis: 'azure',
    },
  },
  {
    title: 'OpenRouter',
    about: 'Many vendors behind one key. Model ids hold a “/”, so grants need “openrouter/**”.',
    id: 'openrouter',
    page: 'openrouter',
    provider: {
      baseurl: 'https://openrouter.ai/api/',
      apikey: '${env:OPENROUTER_API_KEY}',
      models: ['meta-llama/llama-3.1-8b-instruct:free', 'anthropic/claude-sonnet-4.5'],
      compatibility: { openai_chat: true },
      cost_basis: 'openrouter',
    },
  },
  {
    title: 'Vercel AI Gateway',
    about: 'Many vendors behind one key. Model ids hold a “/”, so grants need “vercel/**”.',
    id: 'vercel',
    page: 'vercel',
    provider: {
      baseurl: 'https://ai-gateway.vercel.sh',
      apikey: '${env:AI_GATEWAY_API_KEY}',
      models: ['openai/gpt-5.5', 'anthropic/claude-opus-5'],
      compatibility: { openai_chat: true, openai_responses: true, anthropic_messages: true },
      cost_basis: 'vercel',
    },
  },
  {
    title: 'OpenAI-compatible',
    about:
      'Groq, Together, Fireworks, Mistral, DeepSeek and others: what stands before “/v1/chat/completions”.',
    id: 'groq',
    page: 'openai-compatible',
    provider: {
      baseurl: 'https://api.groq.com/openai',
      apikey: '${env:GROQ_API_KEY}',
      models: ['llama-3.3-70b-versatile'],
    },
  },
  {
    title: 'Self-hosted',
    about: 'llama.cpp (port 8080), vLLM (8000), Ollama (11434). A key is optional.',
    id: 'local',
    page: 'self-hosted',
    provider: {
      baseurl: 'http://127.0.0.1:8080',
      models: ['qwen3-coder'],
      compatibility: { openai_chat: true },
    },
  },
];

/** The id of a template, with a number behind it if others have taken it. */
export function freeId(id: string, taken: readonly string[]): string {
  let free = id;
  for (let n = 2; taken.includes(free); n++) free = `${id}-${n}`;
  return free;
}
