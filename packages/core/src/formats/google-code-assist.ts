import type { AnswerFormat } from '../record/answer.ts';
import { isObject, objectOf } from '../record/value.ts';
import { google } from './dialects.ts';
import { ANYWHERE, type Endpoint, type Format } from './format.ts';
import { geminiAnswers } from './gemini-generate-content.ts';

/** What Gemini CLI asks about the account that signed in, before and beside the turns. */
const ACCOUNT: readonly (readonly [verb: string, methods: readonly string[]])[] = [
  ['loadCodeAssist', ['POST']],
  ['onboardUser', ['POST']],
  ['listExperiments', ['POST']],
  ['fetchAdminControls', ['POST']],
  ['retrieveUserQuota', ['POST']],
  ['recordCodeAssistMetrics', ['POST']],
  ['getCodeAssistGlobalUserSetting', ['GET']],
  ['setCodeAssistGlobalUserSetting', ['POST']],
  // It names its model too deep in its body for the scanner, and costs nothing.
  ['countTokens', ['POST']],
];

const account = (path: string, methods: readonly string[]): Endpoint => ({
  path,
  after: ANYWHERE,
  methods,
  model: 'account',
});

/**
 * The backend of Gemini CLI's "Login with Google" at cloudcode-pa.googleapis.com: the Gemini API's bodies in an envelope
 * that names the model (docs/decisions/0024). Aperture has no flag for it.
 */
export const googleCodeAssist: Format = {
  name: 'google_code_assist',
  flags: ['google_code_assist'],
  dialect: google,
  endpoints: [
    ...['generateContent', 'streamGenerateContent'].map((verb) => ({
      path: `/v1internal:${verb}`,
      after: ANYWHERE,
    })),
    ...ACCOUNT.map(([verb, methods]) => account(`/v1internal:${verb}`, methods)),
    account('/v1internal/operations/{operation}', ['GET']),
  ],
  advertised: '/v1internal:generateContent',
  answers: inEnvelope(geminiAnswers),
};

/** Reads answers that stand in the `response` of each message. */
function inEnvelope(answers: AnswerFormat): AnswerFormat {
  const opened = (message: unknown): unknown => {
    const { response } = objectOf(message);
    return isObject(response) ? response : message;
  };
  return {
    fields: { ...objectOf(answers.fields), response: answers.fields } as AnswerFormat['fields'],
    createReader(facts, headers) {
      const read = answers.createReader(facts, headers);
      return (message, name) => read(opened(message), name);
    },
    createAssembler() {
      const inner = answers.createAssembler();
      return {
        add: (message, name) => inner.add(opened(message), name),
        finish() {
          const response = inner.finish();
          return response === undefined ? undefined : { response };
        },
      };
    },
  };
}
