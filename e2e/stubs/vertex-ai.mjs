/**
 * A strict stand-in for https://aiplatform.googleapis.com: Gemini models by generateContent and embeddings, Anthropic's by
 * rawPredict. The paths with a project take OAuth tokens that `google-accounts.mjs` handed out; the short ones of express
 * mode take the API key.
 */
import { conversationRefusal } from './anthropic-api.mjs';
import { messageTo, promptOf as anthropicPromptOf, sendMessageStream } from './anthropic-message.mjs';
import { bodyError, promptOf, responseTo, sendGenerated } from './generate-content.mjs';
import { credentials, googleError, invalid, notFound, orderedError } from './google-errors.mjs';
import { badManners } from './manners.mjs';
import { parsed, record, serve } from './serve.mjs';
import { idsOf, orderedFailure } from './small-model.mjs';
import { answerJson } from './vendor-answer.mjs';

const CALL =
  /^\/(?:v1|v1beta1)\/(?:projects\/([^/]+)\/locations\/([^/]+)\/)?publishers\/([^/]+)\/models\/([^/:]+):(\w+)$/;
const VERBS = {
  google: ['generateContent', 'streamGenerateContent', 'countTokens', 'embedContent', 'predict'],
  anthropic: ['rawPredict', 'streamRawPredict'],
};
/** Where Anthropic's count of tokens is asked for; the model stands in the body there. */
const COUNT_TOKENS = 'count-tokens';

/**
 * Starts the stand-in.
 *
 * @param {{
 *   accounts: { project: string, tokens: Map<string, string> },
 *   key?: string,
 *   regions?: string[],
 *   models?: Record<'google' | 'anthropic', string[]>,
 * }} options `accounts` vouches for tokens; `key` is the API key of express mode
 */
export async function startVertexAi({
  accounts,
  key = 'AQ.made-express',
  regions = ['global', 'us-east5'],
  models = { google: ['gemini-2.5-flash'], anthropic: ['claude-sonnet-4-5@20250929'] },
}) {
  const requests = [];
  const objections = [];

  const server = await serve(async (request, response) => {
    const seen = await record(request);
    requests.push(seen);
    const body = parsed(seen.body);
    const [, project, region, publisher, model, verb] = CALL.exec(seen.path) ?? [];
    const call = { project, region, publisher, model, verb };
    const sse = seen.url.endsWith('?alt=sse');
    const headers = { 'server-timing': 'gfet4t7; dur=4', vary: 'Origin, X-Origin, Referer' };
    const refused = refusal(seen, body, call);
    if (refused) objections.push(`${seen.method} ${seen.path}: ${JSON.stringify(refused)}`);
    const order = refused ? undefined : orderedFailure(asksFor(body));
    const failure = refused ?? orderedError(order);
    if (failure && !order?.midStream) {
      const { code = 400 } = failure.error;
      if (code === 429) headers['retry-after'] = '1';
      const isArray = verb === 'streamGenerateContent' && !sse;
      return answerJson(response, code, isArray ? [failure] : failure, headers, seen);
    }
    const id = idsOf(seen.body);
    const end = order && { failure: order.type === 'off' ? null : failure };
    switch (verb) {
      case 'streamGenerateContent':
        return sendGenerated(response, responseTo(body, model, id), { sse, headers, ...end });
      case 'streamRawPredict':
        return sendMessageStream(response, messageTo({ ...body, model }, id), headers, end?.failure);
      default:
        return answerJson(response, 200, resultOf(seen, body, call, id), headers, seen);
    }
  });

  function refusal(seen, body, { project, region, publisher, model, verb }) {
    const manners = badManners(seen, new URL(server.url).host);
    if (manners.length > 0) return invalid(manners.join('; '));
    if (!VERBS[publisher]?.includes(verb) || seen.method !== 'POST')
      return notFound('The requested URL was not found on this server.');
    const query = seen.url.slice(seen.path.length);
    if (!(verb === 'streamGenerateContent' ? ['', '?alt=sse'] : ['']).includes(query))
      return invalid(`the query is not one that clients send: ${query.replaceAll(/=[^&]*/g, '=…')}`);
    const wrong = credentialError(seen.headers, project);
    if (wrong) return wrong;
    const isCount = publisher === 'anthropic' && model === COUNT_TOKENS && verb === 'rawPredict';
    const name = isCount ? body?.model : model;
    const resource = `projects/${project}/locations/${region}/publishers/${publisher}/models/${name}`;
    if (project !== undefined && (project !== accounts.project || !regions.includes(region)))
      return googleError(
        'PERMISSION_DENIED',
        `Permission 'aiplatform.endpoints.predict' denied on resource '//aiplatform.googleapis.com/${resource}' (or it may not exist).`,
        'IAM_PERMISSION_DENIED',
      );
    if (!models[publisher].includes(name))
      return notFound(
        `Publisher Model \`${resource}\` was not found or your project does not have access to it.`,
      );
    if (!/^application\/json\b/.test(seen.headers['content-type'] ?? '') || seen.headers['content-encoding'])
      return invalid('Invalid value for Content-Type or Content-Encoding');
    if (publisher === 'anthropic')
      return anthropicError(body, { isCount, streams: verb === 'streamRawPredict' });
    if (verb === 'predict')
      return body?.instances?.every(({ content }) => typeof content === 'string')
        ? undefined
        : invalid('Invalid instances: content is missing');
    if (verb === 'embedContent') return body?.content?.parts ? undefined : invalid('content is empty');
    return bodyError(body, {
      needsRole: true,
      more: ['labels', ...(verb === 'countTokens' ? ['model'] : [])],
    });
  }

  function credentialError({ authorization, 'x-goog-api-key': sent, 'x-api-key': foreign }, project) {
    if (foreign !== undefined) return invalid('x-api-key is another vendor’s');
    if (sent !== undefined && authorization !== undefined) return credentials.several();
    if (project === undefined) {
      // Express mode has no project but the one that the key belongs to.
      if (sent === undefined)
        return authorization === undefined ? credentials.none() : credentials.badToken();
      return sent === key ? undefined : credentials.badKey();
    }
    if (sent !== undefined) return credentials.noKeysHere();
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
    return accounts.tokens.has(token) ? undefined : credentials.badToken();
  }

  function resultOf(seen, body, { publisher, model, verb }, id) {
    if (publisher === 'anthropic')
      return model === COUNT_TOKENS ? { input_tokens: seen.body.length } : messageTo({ ...body, model }, id);
    switch (verb) {
      case 'countTokens':
        return { totalTokens: seen.body.length, totalBillableCharacters: seen.body.length };
      case 'predict':
        return {
          predictions: body.instances.map(({ content }) => ({
            embeddings: { values: [content.length, 0.5], statistics: { token_count: 3, truncated: false } },
          })),
        };
      case 'embedContent':
        return { embedding: { values: [0.5, -0.25] }, usageMetadata: { promptTokenCount: 3 } };
      default:
        return responseTo(body, model, id);
    }
  }

  return {
    url: server.url,
    /** For a provider's `baseurl`. */
    baseurl: server.url,
    key,
    /** Every request that came, oldest first. */
    requests,
    /** What was refused and why; empty after a good run. */
    objections,
    models,
    close: server.close,
  };
}

const asksFor = (body) => (body.contents ? promptOf(body) : body.messages ? anthropicPromptOf(body) : '');

/** What Claude Code and the Vercel AI SDK say, and what Anthropic's SDK does. */
const VERSIONS = new Set(['vertex-2023-10-16', '2026-10-21']);

/** Anthropic's own words for its own body; the path names the model, so the body must not. */
function anthropicError(body, { isCount, streams }) {
  const wrong = (message) => ({ type: 'error', error: { type: 'invalid_request_error', message } });
  if (body === undefined) return wrong('The request body is not valid JSON');
  if (!VERSIONS.has(body.anthropic_version) && !isCount) return wrong('anthropic_version: Field required');
  if (body.model !== undefined && !isCount) return wrong('model: Extra inputs are not permitted');
  if (!Array.isArray(body.messages) || body.messages.length === 0)
    return wrong('messages: at least one message is required');
  if (!isCount && !Number.isInteger(body.max_tokens)) return wrong('max_tokens: Field required');
  if (!isCount && (body.stream ?? false) !== streams)
    return wrong('stream: does not fit the method in the path');
  const conversation = conversationRefusal(body.messages);
  return conversation && wrong(conversation.message);
}
