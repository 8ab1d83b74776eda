import { bedrock } from './dialects.ts';
import { ANYWHERE, type Format } from './format.ts';

/** Amazon Bedrock Converse: one body for all models. */
export const bedrockConverse: Format = {
  name: 'bedrock_converse',
  flags: ['bedrock_converse'],
  dialect: bedrock,
  endpoints: ['converse', 'converse-stream'].map((verb) => ({
    path: `/bedrock/model/{model}/${verb}`,
    after: ANYWHERE,
  })),
  advertised: '/bedrock/model/{model}/converse',
  ownPrefix: '/bedrock',
};
