import { google } from './dialects.ts';
import { ANYWHERE, type Format } from './format.ts';

const MODEL = '/v1/projects/{project}/locations/{region}/publishers/{publisher}/models/{model}';

/** Gemini models on Vertex AI. */
export const googleGenerateContent: Format = {
  name: 'google_generate_content',
  dialect: google,
  endpoints: ['generateContent', 'streamGenerateContent', 'countTokens'].map((verb) => ({
    path: `${MODEL}:${verb}`,
    after: ANYWHERE,
  })),
  advertised: '/v1/projects/{project}/locations/{region}/publishers/google/models/{model}:generateContent',
};
