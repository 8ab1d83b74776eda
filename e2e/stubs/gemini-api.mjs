/**
 * A strict stand-in for https://generativelanguage.googleapis.com: the Gemini API's generateContent as JSON, as a stream
 * of events and as a streamed array, countTokens, embeddings, and the lists of models. It takes one credential, in a
 * header and never in the URL, and objects to whatever a gateway should not have passed on.
 */
import { bodyError, promptOf, responseTo, sendGenerated } from './generate-content.mjs';
import { credentials, invalid, notFound, orderedError, unknownField } from './google-errors.mjs';
import { badManners } from './manners.mjs';
import { parsed, record, serve } from './serve.mjs';
import { idsOf, orderedFailure } from './small-model.mjs';
import { answerJson } from './vendor-answer.mjs';

const CALL =
  /^\/(v1beta|v1)\/models\/([^/:]+):(generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents)$/;
const LIST = /^\/v1beta\/models(?:\/([^/:]+))?$/;

/**
 * Starts the stand-in.
 *
 * @param {{ keys?: string[], oauthTokens?: string[], models?: string[] }} [options] the API keys and the OAuth tokens that
 *   it takes, and the models that there are
 */
export async function startGeminiApi({
  keys = ['AIza-made-organisation'],
  oauthTokens = ['ya29.made'],
  models = ['gemini-2.5-flash'],
} = {}) {
  const requests = [];
  const objections = [];

  const server = await serve(async (request, response) => {
    const seen = await record(request);
    requests.push(seen);
    const body = parsed(seen.body);
    const [, version, model, verb] = CALL.exec(seen.path) ?? [];
    const streams = verb === 'streamGenerateContent';
    const sse = seen.url.endsWith('?alt=sse');
    const headers = { 'server-timing': 'gfet4t7; dur=4', vary: 'Origin, X-Origin, Referer' };
    const refused = refusal(seen, body, { version, model, verb });
    if (refused) objections.push(`${seen.method} ${seen.path}: ${JSON.stringify(refused)}`);
    const order = refused || !body?.contents ? undefined : orderedFailure(promptOf(body));
    const failure = refused ?? orderedError(order);
    if (failure && !order?.midStream) {
      if (failure.error.code === 429) headers['retry-after'] = '1';
      // An answer that would have been an array is one, whatever it says.
      return answerJson(response, failure.error.code, streams && !sse ? [failure] : failure, headers, seen);
    }
    if (!streams) return answerJson(response, 200, resultOf(seen, body, { model, verb }), headers, seen);
    return sendGenerated(response, responseTo(body, model, idsOf(seen.body)), {
      sse,
      headers,
      ...(order && { failure: order.type === 'off' ? null : failure }),
    });
  });

  function refusal(seen, body, { version, model, verb }) {
    const manners = badManners(seen, new URL(server.url).host);
    if (manners.length > 0) return invalid(manners.join('; '));
    const listed = seen.method === 'GET' && LIST.exec(seen.path);
    // Google's own front end says so with a page; no client reads either.
    if (!listed && (verb === undefined || seen.method !== 'POST'))
      return notFound('The requested URL was not found on this server.');
    const query = seen.url.slice(seen.path.length);
    if (!(verb === 'streamGenerateContent' ? ['', '?alt=sse'] : ['', '?pageSize=50']).includes(query))
      return invalid(`the query is not one that clients send: ${query.replaceAll(/=[^&]*/g, '=…')}`);
    const wrong = credentialError(seen.headers);
    if (wrong) return wrong;
    const name = listed ? listed[1] : model;
    if (name !== undefined && !models.includes(name))
      return notFound(
        `models/${name} is not found for API version ${version ?? 'v1beta'}, or is not supported for ${verb ?? 'models.get'}. Call ListModels to see the list of available models and their supported methods.`,
      );
    if (listed) return undefined;
    if (!/^application\/json\b/.test(seen.headers['content-type'] ?? '') || seen.headers['content-encoding'])
      return invalid('Invalid value for Content-Type or Content-Encoding');
    return shapeError(body, { model, verb });
  }

  function credentialError({ authorization, 'x-goog-api-key': key, 'x-api-key': foreign }) {
    if (foreign !== undefined) return invalid('x-api-key is another vendor’s');
    if (key !== undefined && authorization !== undefined) return credentials.several();
    if (key !== undefined) return keys.includes(key) ? undefined : credentials.badKey();
    if (authorization === undefined) return credentials.none();
    const token = /^Bearer (\S+)$/.exec(authorization)?.[1];
    return oauthTokens.includes(token) ? undefined : credentials.badToken();
  }

  function resultOf(seen, body, { model, verb }) {
    switch (verb) {
      case 'generateContent':
        return responseTo(body, model, idsOf(seen.body));
      case 'countTokens':
        return {
          totalTokens: seen.body.length,
          promptTokensDetails: [{ modality: 'TEXT', tokenCount: seen.body.length }],
        };
      case 'embedContent':
        return { embedding: { values: embeddingOf(body.content) } };
      case 'batchEmbedContents':
        return { embeddings: body.requests.map(({ content }) => ({ values: embeddingOf(content) })) };
      default: {
        const name = LIST.exec(seen.path)[1];
        return name === undefined ? { models: models.map(described) } : described(name);
      }
    }
  }

  return {
    url: server.url,
    /** For a provider's `baseurl`. */
    baseurl: server.url,
    keys,
    oauthTokens,
    /** Every request that came, oldest first. */
    requests,
    /** What was refused and why; empty after a good run. */
    objections,
    models,
    close: server.close,
  };
}

function shapeError(body, { model, verb }) {
  if (body === undefined) return invalid('Invalid JSON payload received. Unexpected end of string.');
  switch (verb) {
    case 'countTokens':
      return body.generateContentRequest ? undefined : bodyError(body);
    case 'embedContent':
      return body.content?.parts ? undefined : invalid('* EmbedContentRequest.content: content is empty\n');
    case 'batchEmbedContents': {
      const unknown = Object.keys(body).find((name) => name !== 'requests');
      if (unknown !== undefined) return unknownField(unknown);
      if (!body.requests?.length)
        return invalid('* BatchEmbedContentsRequest.requests: contents is not specified\n');
      return body.requests.every((request) => request.model === `models/${model}`)
        ? undefined
        : invalid('* BatchEmbedContentsRequest.model: model does not match the one in its requests\n');
    }
    default:
      return bodyError(body);
  }
}

const embeddingOf = (content) => [content.parts.map(({ text }) => text).join('').length, 0.5, -0.25];

const described = (name) => ({
  name: `models/${name}`,
  version: '001',
  displayName: name,
  inputTokenLimit: 1_048_576,
  outputTokenLimit: 65_536,
  supportedGenerationMethods: ['generateContent', 'countTokens'],
});
