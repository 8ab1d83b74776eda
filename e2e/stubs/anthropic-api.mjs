/**
 * A strict stand-in for https://api.anthropic.com: Messages as JSON and as a stream, and count_tokens. It takes one
 * credential of the right kind in the right header, and objects to whatever a gateway should not have passed on.
 * Errors are worded as Anthropic words them ("Errors" in its API reference).
 */
import { messageTo, promptOf, sendMessageStream, signatureOf } from './anthropic-message.mjs';
import { badManners } from './manners.mjs';
import { parsed, record, serve } from './serve.mjs';
import { idsOf, orderedFailure } from './small-model.mjs';
import { answerJson, SILENCE } from './vendor-answer.mjs';

const OAUTH_BETA = 'oauth-2025-04-20';

/** The versions in use, and the parameters that the later one no longer has ("Versions" in the API reference). */
const REMOVED = { '2023-06-01': [], '2026-10-21': ['temperature', 'top_p', 'top_k'] };

/** How a stream breaks off without an error. */
const BREAKS = { off: null, silence: SILENCE };

const STATUSES = {
  invalid_request_error: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  overloaded_error: 529,
};

/**
 * Starts the stand-in.
 *
 * @param {{ key?: string, oauthTokens?: string[], models?: string[], unknownBetas?: string[], port?: number }} [options]
 *   the one API key and the OAuth tokens (of Claude subscriptions) that it takes, and the values of `anthropic-beta` that
 *   it does not
 */
export async function startAnthropicApi({
  key = 'sk-ant-api03-made',
  oauthTokens = ['sk-ant-oat01-made'],
  models = ['claude-sonnet-4-5'],
  unknownBetas = [],
  port,
} = {}) {
  const requests = [];
  const objections = [];

  const server = await serve(async (request, response) => {
    const seen = await record(request);
    requests.push(seen);
    const id = idsOf(seen.body);
    const headers = {
      'request-id': id('req_'),
      'anthropic-organization-id': 'org-made',
      // A vendor's cookies come in several fields that must not be joined, and are none of its clients' business.
      'set-cookie': ['__cf_bm=made; path=/; HttpOnly', '_cfuvid=made; path=/; HttpOnly'],
    };
    const body = parsed(seen.body);
    const refused = refusal(seen, body);
    if (refused) objections.push(`${seen.method} ${seen.path}: ${refused.type} ${refused.message}`);
    const order = refused ? undefined : orderedFailure(promptOf(body));
    const failure = refused ?? (order && { type: order.type, message: `A made ${order.type}: Überlast.` });
    if (failure && !order?.midStream) {
      const status = failure.status ?? STATUSES[failure.type];
      if (status === 429) headers['retry-after'] = '1';
      return answerJson(response, status, errorOf(failure, headers['request-id']), headers, seen);
    }
    if (seen.path.endsWith('/count_tokens')) {
      return answerJson(response, 200, { input_tokens: seen.body.length }, headers, seen);
    }
    const message = messageTo(body, id);
    if (!body.stream) return answerJson(response, 200, message, headers, seen);
    const breaksOff =
      order?.type in BREAKS ? BREAKS[order.type] : failure && errorOf(failure, headers['request-id']);
    return sendMessageStream(response, message, headers, breaksOff);
  }, port);

  function refusal(seen, body) {
    const manners = badManners(seen, new URL(server.url).host);
    if (manners.length > 0) return invalid(manners.join('; '));
    // `HEAD /`, `/api/hello`, `/v1/models`: what a gateway answers itself does not come here.
    if (!['/v1/messages', '/v1/messages/count_tokens'].includes(seen.path))
      return { type: 'not_found_error', message: 'Not Found' };
    if (!['', '?beta=true'].includes(seen.url.slice(seen.path.length)))
      return invalid('the query is not one that clients send');
    if (seen.method !== 'POST')
      return { type: 'invalid_request_error', status: 405, message: 'Method Not Allowed' };
    return (
      credentialRefusal(seen.headers) ??
      headRefusal(seen.headers) ??
      betaRefusal(betasOf(seen.headers), unknownBetas) ??
      bodyRefusal(body, seen, models) ??
      conversationRefusal(body.messages)
    );
  }

  function credentialRefusal(headers) {
    const unauthenticated = (message) => ({ type: 'authentication_error', message });
    const { authorization, 'x-api-key': apiKey } = headers;
    if (authorization !== undefined && apiKey !== undefined)
      return unauthenticated('x-api-key and authorization came both; one credential is enough');
    if (apiKey !== undefined) return apiKey === key ? undefined : unauthenticated('invalid x-api-key');
    if (authorization === undefined) return unauthenticated('x-api-key header is required');
    const token = /^Bearer (\S+)$/.exec(authorization)?.[1];
    // So Anthropic's own SDK sends a key since its version 1.
    if (token === key) return undefined;
    if (!oauthTokens.includes(token)) return unauthenticated('Invalid bearer token');
    return betasOf(headers).includes(OAUTH_BETA)
      ? undefined
      : unauthenticated('OAuth authentication is currently not supported.');
  }

  return {
    url: server.url,
    /** For a provider's `baseurl`. */
    baseurl: server.url,
    key,
    oauthTokens,
    /** Every request that came, oldest first. */
    requests,
    /** What was refused and why; empty after a good run. */
    objections,
    models,
    unknownBetas,
    close: server.close,
  };
}

/** The values of `anthropic-beta`, an open list. */
export const betasOf = (headers) => (headers['anthropic-beta'] ?? '').split(',').map((beta) => beta.trim());

const invalid = (message) => ({ type: 'invalid_request_error', message });

const errorOf = ({ type, message }, requestId) => ({
  type: 'error',
  error: { type, message },
  request_id: requestId,
});

function headRefusal(headers) {
  if (headers['anthropic-version'] === undefined) return invalid('anthropic-version: header is required');
  if (!Object.hasOwn(REMOVED, headers['anthropic-version']))
    return invalid(`anthropic-version: "${headers['anthropic-version']}" is not a valid version`);
  if (!/^application\/json\b/.test(headers['content-type'] ?? ''))
    return invalid('content-type: must be application/json');
  if (headers['content-encoding'] !== undefined) return invalid('content-encoding: not supported');
  return undefined;
}

/** Clients read the values out of this wording, and ask again without them. */
function betaRefusal(betas, unknown) {
  const found = betas.filter((beta) => unknown.includes(beta));
  if (found.length === 0) return undefined;
  const values = found.map((beta) => `\`${beta}\``).join(', ');
  return invalid(`Unexpected value(s) ${values} for the \`anthropic-beta\` header.`);
}

function bodyRefusal(body, { path, headers }, models) {
  if (body === undefined) return invalid('The request body is not valid JSON');
  if (typeof body.model !== 'string') return invalid('model: Field required');
  if (!path.endsWith('/count_tokens') && !Number.isInteger(body.max_tokens))
    return invalid('max_tokens: Field required');
  if (!Array.isArray(body.messages) || body.messages.length === 0)
    return invalid('messages: at least one message is required');
  if (!models.includes(body.model)) return { type: 'not_found_error', message: `model: ${body.model}` };
  const removed = REMOVED[headers['anthropic-version']].find((name) => body[name] !== undefined);
  return removed && invalid(`${removed}: Extra inputs are not permitted`);
}

/** Tool results follow the calls they answer, and thinking comes back as it was given. */
export function conversationRefusal(messages) {
  const known = new Set();
  for (const [index, { content }] of messages.entries()) {
    for (const block of Array.isArray(content) ? content : []) {
      if (block.type === 'tool_use') known.add(block.id);
      if (block.type === 'tool_result' && !known.has(block.tool_use_id))
        return invalid(`messages.${index}: unexpected tool_use_id found in tool_result blocks`);
      if (block.type === 'thinking' && block.signature !== signatureOf(block.thinking))
        return invalid(`messages.${index}: Invalid signature in thinking block`);
    }
  }
  return undefined;
}
