/** A strict stand-in for https://api.openai.com: it takes API keys and refuses ChatGPT OAuth tokens. */
import { randomUUID } from 'node:crypto';
import { badManners } from './manners.mjs';
import { answerTo, completed, sendStream } from './responses-api.mjs';
import { record, sendJson, serve } from './serve.mjs';
import { claimsOf } from './sign-in.mjs';

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

  const server = await serve(async (request, response) => {
    const seen = await record(request);
    requests.push(seen);
    const refused = refusal(seen);
    if (refused) {
      objections.push(`${seen.method} ${seen.path}: ${refused.status} ${refused.message}`);
      const body = { message: refused.message, type: 'invalid_request_error', param: null, code: null };
      return sendJson(response, refused.status, { error: body }, { 'x-request-id': randomUUID() });
    }
    const body = JSON.parse(seen.body);
    const result = completed(body, answerTo(body));
    return body.stream ? sendStream(response, result) : sendJson(response, 200, result);
  }, port);

  function refusal(seen) {
    const manners = badManners(seen, new URL(server.url).host);
    if (manners.length > 0) return { status: 400, message: manners.join('; ') };
    if (seen.path !== '/v1/responses')
      return { status: 404, message: `Invalid URL (${seen.method} ${seen.path})` };
    if (seen.method !== 'POST')
      return { status: 405, message: `Not allowed to ${seen.method} on ${seen.path}.` };
    const token = /^Bearer (\S+)$/.exec(seen.headers.authorization ?? '')?.[1];
    if (token === undefined) return { status: 401, message: 'Missing bearer authentication in header' };
    if (claimsOf(token))
      return {
        status: 401,
        message: 'You have insufficient permissions for this operation. Missing scopes: api.responses.write.',
      };
    if (token !== key) return { status: 401, message: 'Incorrect API key provided.' };
    const { model } = JSON.parse(seen.body);
    return models.includes(model)
      ? undefined
      : { status: 404, message: `The model \`${model}\` does not exist or you do not have access to it.` };
  }

  return { url: server.url, baseurl: server.url, key, requests, objections, models, close: server.close };
}
