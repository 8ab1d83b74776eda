import { google } from './dialects.ts';
import { ANYWHERE, type Format } from './format.ts';

/** The Gemini API at generativelanguage.googleapis.com. */
export const geminiGenerateContent: Format = {
  name: 'gemini_generate_content',
  dialect: google,
  endpoints: ['generateContent', 'streamGenerateContent', 'countTokens'].map((verb) => ({
    path: `/v1beta/models/{model}:${verb}`,
    after: ANYWHERE,
  })),
  advertised: '/v1beta/models/{model}:generateContent',
};
