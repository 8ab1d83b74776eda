import { google } from './dialects.ts';
import type { Format } from './format.ts';
import { geminiAnswers } from './gemini-generate-content.ts';
import { expressEndpoints, vertexEndpoints } from './vertex-paths.ts';

const VERBS = [
  'generateContent',
  'streamGenerateContent',
  'countTokens',
  'computeTokens',
  'embedContent',
  // The older way to embeddings, and Imagen's pictures.
  'predict',
];

/** Google's own models on Vertex AI, by a project's path or by the short one of express mode. */
export const googleGenerateContent: Format = {
  name: 'google_generate_content',
  flags: ['google_generate_content'],
  dialect: google,
  endpoints: [...vertexEndpoints(VERBS), ...expressEndpoints(VERBS)],
  advertised: '/v1/projects/{project}/locations/{region}/publishers/google/models/{model}:generateContent',
  answers: geminiAnswers,
};
