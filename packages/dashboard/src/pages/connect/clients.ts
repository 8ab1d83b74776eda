/**
 * The clients that can be connected, and what each is to be told: the same as the pages of docs/guide tell, which a test
 * holds them to.
 */
import type { OfferedModel } from '../models/offered.ts';
import { CHAT, GEMINI, MESSAGES, RESPONSES, type Speech } from './speech.ts';

/** A file to write or a command to run. */
export interface Snippet {
  /** Where it belongs: `~/.codex/config.toml`, `in a terminal`. */
  readonly where: string;
  readonly code: string;
}

/** What a snippet is made with. */
export interface Place {
  /** The gateway's address as this browser has it, with its mount path and without a slash at the end. */
  readonly base: string;
  readonly model: string;
}

/** A way to connect a client. */
export interface Client {
  readonly id: string;
  readonly title: string;
  /** What somebody does before, or has to know. */
  readonly hint: string;
  /** What it speaks. */
  readonly speaks: Speech;
  /** What its base URL has behind the gateway's address. */
  readonly basePath: '' | '/v1' | '/v1beta' | '/codex';
  /** Whose credential pays. */
  readonly pays: 'organisation' | 'caller';
  /** The page of the guide. */
  readonly guide: string;
  readonly snippets: (place: Place) => readonly Snippet[];
}

export const CLIENTS: readonly Client[] = [
  {
    id: 'codex-chatgpt',
    title: 'Codex on ChatGPT',
    hint: 'Sign in first: codex login. Your own plan pays; the gateway hands your token on and keeps none of it.',
    speaks: RESPONSES,
    basePath: '/codex',
    pays: 'caller',
    guide: 'codex.md',
    snippets: ({ base, model }) => [
      {
        where: '~/.codex/config.toml',
        code: `model = "${model}"
model_provider = "aperture"

[model_providers.aperture]
name = "Aperture"
base_url = "${base}/codex"
wire_api = "responses"
requires_openai_auth = true
`,
      },
      { where: 'in a terminal', code: 'codex exec "say hi"\n' },
    ],
  },
  {
    id: 'codex-key',
    title: 'Codex on a key',
    hint: 'Nobody signs in: the organisation’s key pays, and the gateway puts it in.',
    speaks: RESPONSES,
    basePath: '/v1',
    pays: 'organisation',
    guide: 'codex.md',
    snippets: ({ base, model }) => [
      {
        where: '~/.codex/config.toml',
        code: `model = "${model}"
model_provider = "aperture"

[model_providers.aperture]
name = "Aperture"
base_url = "${base}/v1"
wire_api = "responses"
`,
      },
      { where: 'in a terminal', code: 'codex exec "say hi"\n' },
    ],
  },
  {
    id: 'claude-plan',
    title: 'Claude Code on a plan',
    hint: 'Sign in first: claude, then /login. Set nothing else: ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN or an apiKeyHelper would be sent instead of your token.',
    speaks: MESSAGES,
    basePath: '',
    pays: 'caller',
    guide: 'claude-code.md',
    snippets: ({ base }) => [
      {
        where: '~/.claude/settings.json',
        code: `{
  "env": { "ANTHROPIC_BASE_URL": "${base}" }
}
`,
      },
      { where: 'in a terminal', code: 'claude -p "say hi"\n' },
    ],
  },
  {
    id: 'claude-key',
    title: 'Claude Code on a key',
    hint: 'Nobody signs in. Claude Code wants a credential before it asks anything, so it gets a placeholder, which ends at the gateway.',
    speaks: MESSAGES,
    basePath: '',
    pays: 'organisation',
    guide: 'claude-code.md',
    snippets: ({ base, model }) => [
      {
        where: '~/.claude/settings.json',
        code: `{
  "apiKeyHelper": "echo '-'",
  "env": { "ANTHROPIC_BASE_URL": "${base}" }
}
`,
      },
      { where: 'in a terminal', code: `claude -p --model ${model} "say hi"\n` },
    ],
  },
  {
    id: 'gemini',
    title: 'Gemini CLI',
    hint: 'The key is a placeholder, which ends at the gateway. Gemini CLI chooses between models by itself; name one that is listed here, or ask for all of them to be granted.',
    speaks: GEMINI,
    basePath: '',
    pays: 'organisation',
    guide: 'gemini-cli.md',
    snippets: ({ base, model }) => [
      {
        where: 'in a terminal, or your shell’s profile',
        code: `export GOOGLE_GEMINI_BASE_URL="${base}"
export GEMINI_API_KEY="not-needed"
`,
      },
      {
        where: '~/.gemini/settings.json',
        code: `{
  "security": { "auth": { "selectedType": "gemini-api-key" } }
}
`,
      },
      { where: 'in a terminal', code: `gemini --model ${model} -p "say hi"\n` },
    ],
  },
  {
    id: 'opencode',
    title: 'opencode',
    hint: 'The key is a placeholder, which ends at the gateway.',
    speaks: RESPONSES,
    basePath: '/v1',
    pays: 'organisation',
    guide: 'opencode.md',
    snippets: ({ base, model }) => [
      {
        where: '~/.config/opencode/opencode.json',
        code: `{
  "$schema": "https://opencode.ai/config.json",
  "model": "aperture/${model}",
  "provider": {
    "aperture": {
      "npm": "@ai-sdk/openai",
      "name": "Aperture",
      "options": { "baseURL": "${base}/v1", "apiKey": "no-key-needed" },
      "models": { "${model}": {} }
    }
  }
}
`,
      },
      { where: 'in a terminal', code: `opencode run -m aperture/${model} "say hi"\n` },
    ],
  },
  {
    id: 'opencode-anthropic',
    title: 'opencode, Anthropic’s models',
    hint: 'The key is a placeholder, which ends at the gateway.',
    speaks: MESSAGES,
    basePath: '/v1',
    pays: 'organisation',
    guide: 'opencode.md',
    snippets: ({ base, model }) => [
      {
        where: '~/.config/opencode/opencode.json',
        code: `{
  "$schema": "https://opencode.ai/config.json",
  "model": "aperture-anthropic/${model}",
  "provider": {
    "aperture-anthropic": {
      "npm": "@ai-sdk/anthropic",
      "name": "Aperture (Anthropic)",
      "options": { "baseURL": "${base}/v1", "apiKey": "no-key-needed" },
      "models": { "${model}": {} }
    }
  }
}
`,
      },
    ],
  },
  {
    id: 'curl',
    title: 'curl',
    hint: 'No credential at all: the gateway knows who calls.',
    speaks: CHAT,
    basePath: '',
    pays: 'organisation',
    guide: 'getting-started.md',
    snippets: ({ base, model }) => [
      {
        where: 'in a terminal',
        code: `curl ${base}/v1/chat/completions \\
  -H 'content-type: application/json' \\
  -d '{"model": "${model}", "messages": [{"role": "user", "content": "say hi"}]}'
`,
      },
    ],
  },
  {
    id: 'openai-sdk',
    title: 'OpenAI’s SDK',
    hint: 'Any key does; it ends at the gateway.',
    speaks: RESPONSES,
    basePath: '/v1',
    pays: 'organisation',
    guide: 'sdks.md',
    snippets: ({ base, model }) => [
      {
        where: 'JavaScript',
        code: `import OpenAI from 'openai';

const openai = new OpenAI({ baseURL: '${base}/v1', apiKey: 'not-needed' });
const { output_text } = await openai.responses.create({ model: '${model}', input: 'say hi' });
`,
      },
      {
        where: 'Python',
        code: `from openai import OpenAI

client = OpenAI(base_url="${base}/v1", api_key="not-needed")
print(client.responses.create(model="${model}", input="say hi").output_text)
`,
      },
    ],
  },
  {
    id: 'anthropic-sdk',
    title: 'Anthropic’s SDK',
    hint: 'Any key does; it ends at the gateway.',
    speaks: MESSAGES,
    basePath: '',
    pays: 'organisation',
    guide: 'sdks.md',
    snippets: ({ base, model }) => [
      {
        where: 'JavaScript',
        code: `import Anthropic from '@anthropic-ai/sdk';

const anthropic = new Anthropic({ baseURL: '${base}', apiKey: 'not-needed' });
const message = await anthropic.messages.create({
  model: '${model}',
  max_tokens: 1024,
  messages: [{ role: 'user', content: 'say hi' }],
});
`,
      },
    ],
  },
  {
    id: 'google-sdk',
    title: 'Google’s SDK',
    hint: 'Any key does; it ends at the gateway.',
    speaks: GEMINI,
    basePath: '',
    pays: 'organisation',
    guide: 'sdks.md',
    snippets: ({ base, model }) => [
      {
        where: 'JavaScript',
        code: `import { GoogleGenAI } from '@google/genai';

const httpOptions = { baseUrl: '${base}' };
const gemini = new GoogleGenAI({ apiKey: 'not-needed', httpOptions });
const { text } = await gemini.models.generateContent({ model: '${model}', contents: 'say hi' });
`,
      },
    ],
  },
  {
    id: 'ai-sdk',
    title: 'Vercel AI SDK',
    hint: 'Any key does; it ends at the gateway.',
    speaks: RESPONSES,
    basePath: '/v1',
    pays: 'organisation',
    guide: 'sdks.md',
    snippets: ({ base, model }) => [
      {
        where: 'JavaScript',
        code: `import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';

const openai = createOpenAI({ baseURL: '${base}/v1', apiKey: 'not-needed' });
const { text } = await generateText({ model: openai('${model}'), prompt: 'say hi' });
`,
      },
    ],
  },
];

/** A model as a client has to name it. */
export interface Choice {
  readonly name: string;
  readonly provider: string;
}

/** What may stand in quotes of a file or a command without being quoted itself. */
const PLAIN = /^[\w.:@/+-]+$/;

/**
 * The models that a client can use. One that others serve as well, whom somebody else pays, is asked for with the name of
 * its provider in front: the bare name might lead there.
 */
export function choicesFor({ speaks, pays }: Client, models: readonly OfferedModel[]): Choice[] {
  const offers = models.filter(({ supported_endpoints }) => supported_endpoints.includes(speaks.endpoint));
  const fits = ({ metadata: { provider } }: OfferedModel): boolean =>
    (pays === 'caller') === provider.requires_client_auth;
  const choices = offers.filter(fits).map(({ id, metadata: { provider } }) => {
    const ambiguous = offers.some((other) => other.id === id && !fits(other));
    return { name: ambiguous ? `${provider.id}/${id}` : id, provider: provider.id };
  });
  const first = choices.filter(({ name }, at) => choices.findIndex((other) => other.name === name) === at);
  return first.filter(({ name }) => PLAIN.test(name));
}
