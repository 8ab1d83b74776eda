import { openai } from './dialects.ts';
import { ANYWHERE, type Format } from './format.ts';

/** OpenAI Chat Completions, the lingua franca of compatible vendors. Z.ai's clients leave the version out (spec 3.4). */
export const openaiChat: Format = {
  name: 'openai_chat',
  flags: ['openai_chat'],
  dialect: openai,
  endpoints: [
    { path: '/v1/chat/completions', after: ANYWHERE },
    { path: '/chat/completions', after: ANYWHERE },
  ],
  advertised: '/v1/chat/completions',
};
