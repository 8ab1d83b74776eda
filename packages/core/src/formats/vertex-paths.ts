/** Where Vertex AI has its models. Google's own SDK asks for `v1beta1`, Anthropic's for `v1` (spec/aperture.md 3.1). */
import { ANYWHERE, type Endpoint } from './format.ts';

const VERSIONS = ['/v1', '/v1beta1'];
const PROJECT = '/projects/{project}/locations/{region}';

/** The endpoints of some verbs, below a project's publishers. */
export function vertexEndpoints(verbs: readonly string[]): Endpoint[] {
  return VERSIONS.flatMap((version) =>
    verbs.map((verb) => ({
      path: `${version}${PROJECT}/publishers/{publisher}/models/{model}:${verb}`,
      after: ANYWHERE,
    })),
  );
}

/** The short paths of Vertex AI in express mode, where an API key stands for the project; Google's models alone. */
export function expressEndpoints(verbs: readonly string[]): Endpoint[] {
  return VERSIONS.flatMap((version) =>
    verbs.map((verb) => ({ path: `${version}/publishers/google/models/{model}:${verb}`, after: ANYWHERE })),
  );
}

/** Anthropic's count of tokens, which has the place of a model in the path and names the model in the body. */
export const COUNT_TOKENS: readonly Endpoint[] = VERSIONS.map((version) => ({
  path: `${version}${PROJECT}/publishers/anthropic/models/count-tokens:rawPredict`,
  after: ANYWHERE,
}));
