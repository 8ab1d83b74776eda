import { google } from './dialects.ts';
import type { Format } from './format.ts';
import { vendorAnswers } from './vendor-answers.ts';
import { COUNT_TOKENS, vertexEndpoints } from './vertex-paths.ts';

/** Other publishers' models on Vertex AI, Anthropic's above all. */
export const googleRawPredict: Format = {
  name: 'google_raw_predict',
  flags: ['google_raw_predict'],
  dialect: google,
  endpoints: [...COUNT_TOKENS, ...vertexEndpoints(['rawPredict', 'streamRawPredict'])],
  advertised: '/v1/projects/{project}/locations/{region}/publishers/anthropic/models/{model}:rawPredict',
  answers: vendorAnswers,
};
