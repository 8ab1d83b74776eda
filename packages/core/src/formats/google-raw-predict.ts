import { google } from './dialects.ts';
import { ANYWHERE, type Format } from './format.ts';

const MODEL = '/v1/projects/{project}/locations/{region}/publishers/{publisher}/models/{model}';

/** Other publishers' models on Vertex AI, Anthropic's above all. */
export const googleRawPredict: Format = {
  name: 'google_raw_predict',
  dialect: google,
  endpoints: ['rawPredict', 'streamRawPredict'].map((verb) => ({
    path: `${MODEL}:${verb}`,
    after: ANYWHERE,
  })),
  advertised: '/v1/projects/{project}/locations/{region}/publishers/anthropic/models/{model}:rawPredict',
};
