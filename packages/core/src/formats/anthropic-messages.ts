import { anthropic } from './dialects.ts';
import { ANYWHERE, type Format } from './format.ts';

/** Anthropic Messages. Claude Code adds `?beta=true`, so paths are matched without their query. */
export const anthropicMessages: Format = {
  name: 'anthropic_messages',
  flags: ['anthropic_messages'],
  dialect: anthropic,
  endpoints: [
    { path: '/v1/messages', after: ANYWHERE },
    { path: '/v1/messages/count_tokens', after: ANYWHERE },
  ],
  advertised: '/v1/messages',
};
