/** The SDKs of vendors, and Vercel’s. */
import type { Client } from '../client.ts';
import { GEMINI, MESSAGES, RESPONSES } from '../speech.ts';

const HINT = 'Any key does; it ends at the gateway.';

export const OPENAI_SDK: Client = {
  id: 'openai-sdk',
  title: 'OpenAI’s SDK',
  hint: HINT,
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
};

export const ANTHROPIC_SDK: Client = {
  id: 'anthropic-sdk',
  title: 'Anthropic’s SDK',
  hint: HINT,
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
};

export const GOOGLE_SDK: Client = {
  id: 'google-sdk',
  title: 'Google’s SDK',
  hint: HINT,
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
};

export const AI_SDK: Client = {
  id: 'ai-sdk',
  title: 'Vercel AI SDK',
  hint: HINT,
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
};
