/**
 * A strict stand-in for https://bedrock-mantle.REGION.api.aws/anthropic: Anthropic's Messages, for a Bedrock API key as a
 * bearer token. Model ids have `anthropic.` in front.
 */
import { messageTo, sendMessageStream } from './anthropic-message.mjs';
import { badManners } from './manners.mjs';
import { parsed, record, serve } from './serve.mjs';
import { idsOf } from './small-model.mjs';
import { answerJson } from './vendor-answer.mjs';

const BASE = '/anthropic';

/**
 * Starts the stand-in.
 *
 * @param {{ key?: string, models?: string[] }} [options] the one API key that it takes
 */
export async function startBedrockMantle({
  key = 'bedrock-api-key-made',
  models = ['anthropic.claude-sonnet-5-5'],
} = {}) {
  const requests = [];
  const objections = [];

  const server = await serve(async (request, response) => {
    const seen = await record(request);
    requests.push(seen);
    const body = parsed(seen.body);
    const refused = refusal(seen, body);
    if (refused) {
      const [status, type, message] = refused;
      objections.push(`${seen.method} ${seen.path}: ${type} ${message}`);
      return answerJson(response, status, { type: 'error', error: { type, message } }, {}, seen);
    }
    const message = messageTo(body, idsOf(seen.body));
    return body.stream
      ? sendMessageStream(response, message, {})
      : answerJson(response, 200, message, {}, seen);
  });

  function refusal(seen, body) {
    const manners = badManners(seen, new URL(server.url).host);
    if (manners.length > 0) return [400, 'invalid_request_error', manners.join('; ')];
    if (`${seen.method} ${seen.path}` !== `POST ${BASE}/v1/messages`)
      return [404, 'not_found_error', 'Not Found'];
    const { authorization, 'x-api-key': apiKey } = seen.headers;
    if (authorization !== `Bearer ${key}` || apiKey !== undefined)
      return [401, 'authentication_error', 'The security token included in the request is invalid.'];
    if (!models.includes(body?.model)) return [404, 'not_found_error', `model: ${body?.model}`];
    return Number.isInteger(body.max_tokens)
      ? undefined
      : [400, 'invalid_request_error', 'max_tokens: Field required'];
  }

  return {
    url: server.url,
    baseurl: server.url + BASE,
    key,
    requests,
    objections,
    models,
    close: server.close,
  };
}
