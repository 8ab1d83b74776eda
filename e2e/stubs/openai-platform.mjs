/**
 * A strict stand-in for https://api.openai.com: it takes API keys and refuses ChatGPT OAuth tokens, and reads each body as
 * the endpoint does. Errors are worded as OpenAI words them ("Error codes" in its guides).
 */
import { badManners } from './manners.mjs';
import { endpointsOf } from './openai-endpoints.mjs';
import { createPlatformSockets } from './platform-sockets.mjs';
import { record, serve } from './serve.mjs';
import { claimsOf } from './sign-in.mjs';
import { idsOf, orderedFailure } from './small-model.mjs';
import { answerJson, answerStream, EVENT_STREAM, SILENCE } from './vendor-answer.mjs';

/** Errors that a prompt may order, by their code. */
/** Breaks of a stream that are no error of the vendor's. */
const BREAKS = { off: null, silence: SILENCE };

const ERRORS = {
  context_length_exceeded: { status: 400, type: 'invalid_request_error' },
  rate_limit_exceeded: { status: 429, type: 'requests' },
  insufficient_quota: { status: 429, type: 'insufficient_quota' },
  server_error: { status: 500, type: 'server_error' },
  overloaded: { status: 503, type: 'service_unavailable_error' },
};

/**
 * Starts the stand-in.
 *
 * @param {{ key?: string, models?: string[], port?: number }} [options] the one key that it takes
 */
export async function startOpenaiPlatform({
  key = 'sk-made-platform',
  models = ['gpt-5.3-codex'],
  port,
} = {}) {
  const requests = [];
  const objections = [];
  const endpoints = endpointsOf();

  const server = await serve(async (request, response) => {
    const seen = await record(request);
    requests.push(seen);
    const endpoint = endpoints.find(({ method, path }) => method === seen.method && path.test(seen.path));
    const body = await endpoint?.read(seen);
    // A form has another boundary each time; its answer does not.
    const id = idsOf(body instanceof FormData ? seen.path : `${seen.method} ${seen.url} ${seen.body}`);
    const headers = {
      'x-request-id': id('req_'),
      'openai-organization': 'org-made',
      'openai-version': '2020-10-01',
      'x-ratelimit-remaining-requests': '4999',
      'set-cookie': ['__cf_bm=made; path=/; HttpOnly', '_cfuvid=made; path=/; HttpOnly'],
    };
    const say = ({ status, ...error }) => answerJson(response, status, errorOf(error), headers, seen);

    const refused = refusal(seen, endpoint, body);
    if (refused) {
      objections.push(`${seen.method} ${seen.path}: ${refused.status} ${refused.message}`);
      return say(refused);
    }
    const order = orderedFailure(endpoint.prompt?.(body) ?? '');
    const error = ERRORS[order?.type] && {
      ...ERRORS[order.type],
      code: order.type,
      message: `A made ${order.type}: Überlast.`,
    };
    if (error && !order.midStream) {
      if (error.status === 429) headers['retry-after'] = '1';
      return say(error);
    }
    const answer = await endpoint.answer(body, id, seen.path.split('/'));
    if (answer.error) return say(answer.error);
    if (answer.json) return answerJson(response, 200, answer.json, headers, seen);
    const failure = order && (error ? endpoint.failure(errorOf(error)) : BREAKS[order.type]);
    return answerStream(
      response,
      answer.pieces,
      { ...EVENT_STREAM, ...headers, ...answer.headers },
      { failure },
    );
  }, port);
  const sockets = createPlatformSockets({
    key,
    models,
    objections,
    refusalOf(seen) {
      const manners = badManners(seen, new URL(server.url).host, { isHandshake: true });
      return manners.length > 0 ? { status: 400, message: manners.join('; ') } : undefined;
    },
  });
  server.onUpgrade(sockets.upgrade);

  function refusal(seen, endpoint, body) {
    const invalid = (status, message) => ({ status, message, type: 'invalid_request_error' });
    const manners = badManners(seen, new URL(server.url).host);
    if (manners.length > 0) return invalid(400, manners.join('; '));
    if (!endpoint)
      return endpoints.some(({ path }) => path.test(seen.path))
        ? invalid(405, `Not allowed to ${seen.method} on ${seen.path}.`)
        : invalid(404, `Invalid URL (${seen.method} ${seen.path})`);
    const token = /^Bearer (\S+)$/.exec(seen.headers.authorization ?? '')?.[1];
    if (token === undefined) return invalid(401, 'Missing bearer authentication in header');
    if (claimsOf(token))
      return invalid(
        401,
        'You have insufficient permissions for this operation. Missing scopes: api.responses.write.',
      );
    if (token !== key) return { ...invalid(401, 'Incorrect API key provided.'), code: 'invalid_api_key' };
    if (seen.headers['x-api-key'] !== undefined) return invalid(401, 'One credential is enough.');
    if (body === undefined) return invalid(400, 'We could not parse the body of your request.');
    if (!endpoint.namesModel) return undefined;
    const model = body instanceof FormData ? body.get('model') : body.model;
    if (!models.includes(model))
      return {
        ...invalid(404, `The model \`${model}\` does not exist or you do not have access to it.`),
        code: 'model_not_found',
      };
    const wrong = endpoint.refusal?.(body);
    return wrong && invalid(400, wrong);
  }

  return {
    url: server.url,
    baseurl: server.url,
    key,
    requests,
    objections,
    models,
    /** What came over WebSockets. */
    sockets,
    close() {
      sockets.close();
      return server.close();
    },
  };
}

const errorOf = ({ message, type, param = null, code = null }) => ({ error: { message, type, param, code } });
