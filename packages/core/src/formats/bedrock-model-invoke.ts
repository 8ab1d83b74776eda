import { bedrock } from './dialects.ts';
import { ANYWHERE, type Format } from './format.ts';

/** Amazon Bedrock InvokeModel: the body is the model vendor's own. */
export const bedrockModelInvoke: Format = {
  name: 'bedrock_model_invoke',
  flags: ['bedrock_model_invoke'],
  dialect: bedrock,
  endpoints: ['invoke', 'invoke-with-response-stream'].map((verb) => ({
    path: `/bedrock/model/{model}/${verb}`,
    after: ANYWHERE,
  })),
  advertised: '/bedrock/model/{model}/invoke',
  ownPrefix: '/bedrock',
};
