import type { BodyType } from '../body/body-type.ts';
import { openai } from './dialects.ts';
import { ANYWHERE, type Endpoint, type Format } from './format.ts';
import { platformAnswers } from './openai-platform-answers.ts';

/** What names its model in the body. Recordings and pictures come as forms, of which the model is a field. */
const BY_MODEL: readonly (readonly [path: string, bodies: readonly BodyType[]])[] = [
  ['/completions', ['json']],
  ['/embeddings', ['json']],
  ['/moderations', ['json']],
  // Not OpenAI's, but served beside its endpoints by vLLM, Cohere, Jina and the routers.
  ['/rerank', ['json']],
  ['/images/generations', ['json']],
  ['/images/edits', ['json', 'form']],
  ['/images/variations', ['form']],
  ['/audio/speech', ['json']],
  ['/audio/transcriptions', ['form']],
  ['/audio/translations', ['form']],
];

/** What the provider keeps for its account, whatever the model. */
const BY_PROVIDER: readonly (readonly [path: string, methods: readonly string[]])[] = [
  ['/files', ['GET', 'POST']],
  ['/files/{file}', ['GET', 'DELETE']],
  ['/files/{file}/content', ['GET']],
  ['/batches', ['GET', 'POST']],
  ['/batches/{batch}', ['GET']],
  ['/batches/{batch}/cancel', ['POST']],
];

const endpoints: readonly Endpoint[] = [
  ...BY_MODEL.flatMap(([path, bodies]): Endpoint[] => [
    { path: `/v1${path}`, after: ANYWHERE, bodies },
    { path, after: ['provider'], bodies },
  ]),
  ...BY_PROVIDER.flatMap(([path, methods]) =>
    ['/v1', ''].map(
      // Without a provider they are recognised all the same, so that the refusal can say what is missing.
      (version): Endpoint => ({
        path: version + path,
        after: version ? ANYWHERE : ['provider'],
        methods,
        model: 'none',
      }),
    ),
  ),
];

/** The rest of OpenAI's API, which providers of either of its formats serve beside it (spec/aperture.md 14). */
export const openaiPlatform: Format = {
  name: 'openai_platform',
  flags: ['openai_chat', 'openai_responses'],
  dialect: openai,
  endpoints,
  answers: platformAnswers,
};
