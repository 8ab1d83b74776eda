import { google } from './dialects.ts';
import { ANYWHERE, type Format } from './format.ts';

/** The versions that Google's SDK can be set to; `v1beta` is its default. */
const VERSIONS = ['/v1beta', '/v1', '/v1alpha'];
const VERBS = [
  'generateContent',
  'streamGenerateContent',
  'countTokens',
  'embedContent',
  'batchEmbedContents',
];

/** The Gemini API at generativelanguage.googleapis.com. */
export const geminiGenerateContent: Format = {
  name: 'gemini_generate_content',
  flags: ['gemini_generate_content'],
  dialect: google,
  endpoints: VERSIONS.flatMap((version) =>
    VERBS.map((verb) => ({ path: `${version}/models/{model}:${verb}`, after: ANYWHERE })),
  ),
  advertised: '/v1beta/models/{model}:generateContent',
};
