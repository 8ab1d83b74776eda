import { openai } from './dialects.ts';
import { ANYWHERE, type Format } from './format.ts';
import { realtimeAnswers } from './openai-realtime-answers.ts';

/** OpenAI Realtime, a conversation of speech. Its HTTP endpoints are not relayed: they hand out keys, or speak WebRTC. */
export const openaiRealtime: Format = {
  name: 'openai_realtime',
  flags: ['openai_chat', 'openai_responses'],
  dialect: openai,
  endpoints: [],
  sockets: [
    { path: '/v1/realtime', after: ANYWHERE, model: 'query' },
    { path: '/realtime', after: ['provider'], model: 'query' },
  ],
  answers: realtimeAnswers,
};
