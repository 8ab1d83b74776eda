import { openai } from './dialects.ts';
import { ANYWHERE, type Format, type Prefix } from './format.ts';

/** `base_url = "http://host/codex"` and `"http://host/<provider-id>"` of Codex, which appends `/responses`. */
const CODEX: readonly Prefix[] = ['codex', 'provider'];

/** OpenAI Responses, on the platform and on the ChatGPT backend. Older Codex compacts by an endpoint of its own. */
export const openaiResponses: Format = {
  name: 'openai_responses',
  flags: ['openai_responses'],
  dialect: openai,
  endpoints: [
    { path: '/v1/responses', after: ANYWHERE },
    { path: '/responses', after: CODEX },
    { path: '/v1/responses/compact', after: ANYWHERE },
    { path: '/responses/compact', after: CODEX },
  ],
  advertised: '/v1/responses',
};
