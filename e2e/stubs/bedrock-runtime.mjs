/**
 * A strict stand-in for https://bedrock-runtime.REGION.amazonaws.com: InvokeModel and Converse, whole and streamed. It
 * takes a Bedrock API key as a bearer token, or a request that is signed. Errors are worded as AWS words them ("Common
 * errors" in the Bedrock API reference).
 */
import { promptOf } from './anthropic-message.mjs';
import { signatureRefusal } from './aws-signature.mjs';
import {
  conversePrompt,
  converseStream,
  converseTo,
  exceptionFrame,
  invoked,
  invokedStream,
} from './bedrock-answer.mjs';
import { badManners } from './manners.mjs';
import { record, serve } from './serve.mjs';
import { idsOf, orderedFailure } from './small-model.mjs';
import { answerJson, answerStream } from './vendor-answer.mjs';

const STATUSES = {
  ValidationException: 400,
  AccessDeniedException: 403,
  IncompleteSignatureException: 403,
  InvalidSignatureException: 403,
  MissingAuthenticationTokenException: 403,
  UnrecognizedClientException: 403,
  ResourceNotFoundException: 404,
  UnknownOperationException: 404,
  ModelTimeoutException: 408,
  ThrottlingException: 429,
  ModelStreamErrorException: 424,
  ModelErrorException: 424,
  InternalServerException: 500,
  ServiceUnavailableException: 503,
};

const OPERATIONS = {
  converse: { prompt: conversePrompt, refusal: converseRefusal, streams: false },
  'converse-stream': { prompt: conversePrompt, refusal: converseRefusal, streams: true },
  invoke: { prompt: promptOf, refusal: invokeRefusal, streams: false },
  'invoke-with-response-stream': { prompt: promptOf, refusal: invokeRefusal, streams: true },
};

/**
 * Starts the stand-in.
 *
 * @param {{
 *   key?: string,
 *   region?: string,
 *   credentials?: { accessKeyId: string, secretAccessKey: string, sessionToken?: string },
 *   models?: string[],
 *   port?: number,
 * }} [options] the API key that it takes, and whose signature; `models` are ids and ARNs
 */
export async function startBedrockRuntime({
  key = 'bedrock-api-key-made',
  region = 'us-east-1',
  credentials = { accessKeyId: 'AKIAMADEORG', secretAccessKey: 'made-secret-of-the-organisation' },
  models = ['anthropic.claude-sonnet-4-5-20250929-v1:0'],
  port,
} = {}) {
  const requests = [];
  const objections = [];

  const server = await serve(async (request, response) => {
    const seen = await record(request);
    requests.push(seen);
    const id = idsOf(`${seen.url} ${seen.body}`);
    const headers = { 'x-amzn-requestid': id('') };
    const { model, operation } = targetOf(seen);
    const body = parsed(seen.body);
    const say = (type, message) => {
      // As on the wire: the type, and where in Amazon it comes from.
      headers['x-amzn-errortype'] = `${type}:http://internal.amazon.com/coral/com.amazon.bedrock/`;
      return answerJson(response, STATUSES[type], { message }, headers, seen);
    };
    const refused = await refusal(seen, { model, operation, body });
    if (refused) {
      objections.push(`${seen.method} ${seen.path}: ${refused.type} ${refused.message}`);
      return say(refused.type, refused.message);
    }
    const { prompt, streams } = OPERATIONS[operation];
    const order = orderedFailure(prompt(body));
    const message = `A made ${order?.type}: Überlast.`;
    if (order && !order.midStream) return say(order.type, message);

    Object.assign(headers, {
      'x-amzn-bedrock-invocation-latency': '512',
      'x-amzn-bedrock-input-token-count': '200',
      'x-amzn-bedrock-output-token-count': '34',
      'x-amzn-bedrock-cache-read-input-token-count': '1000',
    });
    const converse = operation.startsWith('converse');
    const whole = converse ? converseTo(body, id) : invoked(body, model, id);
    if (!streams) return answerJson(response, 200, whole, headers, seen);
    const type = order?.type.replace(/^./, (letter) => letter.toLowerCase());
    const failure = order && (order.type === 'off' ? null : exceptionFrame(type, message));
    return answerStream(
      response,
      converse ? converseStream(whole) : invokedStream(whole),
      {
        'content-type': 'application/vnd.amazon.eventstream',
        ...(!converse && { 'x-amzn-bedrock-content-type': 'application/json' }),
        ...headers,
      },
      { failure },
    );
  }, port);

  async function refusal(seen, { model, operation, body }) {
    const invalid = (message) => ({ type: 'ValidationException', message });
    const manners = badManners(seen, new URL(server.url).host);
    if (manners.length > 0) return invalid(manners.join('; '));
    if (seen.method !== 'POST' || !Object.hasOwn(OPERATIONS, operation) || seen.url !== seen.path)
      return { type: 'UnknownOperationException', message: `no operation is at ${seen.method} ${seen.url}` };
    const unauthenticated = await credentialRefusal(seen);
    if (unauthenticated) return unauthenticated;
    if (!models.includes(model)) return invalid('The provided model identifier is invalid.');
    if (!/^application\/json\b/.test(seen.headers['content-type'] ?? '') || body === undefined)
      return invalid('Malformed input request, please reformat your input and try again.');
    const wrong = OPERATIONS[operation].refusal(body);
    return wrong && invalid(wrong);
  }

  async function credentialRefusal(seen) {
    const { authorization, 'x-api-key': apiKey } = seen.headers;
    const denied = (message) => ({ type: 'AccessDeniedException', message });
    if (apiKey !== undefined) return denied('x-api-key is not taken here.');
    if (authorization === undefined)
      return { type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' };
    if (!authorization.startsWith('Bearer '))
      return signatureRefusal(seen, { ...credentials, region, service: 'bedrock' });
    if (seen.headers['x-amz-security-token'] !== undefined) return denied('One credential is enough.');
    return authorization === `Bearer ${key}`
      ? undefined
      : denied('Authentication failed: Please make sure your API Key is valid.');
  }

  return {
    url: server.url,
    baseurl: server.url,
    key,
    region,
    credentials,
    requests,
    objections,
    models,
    close: server.close,
  };
}

/**
 * Model and operation of a path such as `/model/anthropic.claude-v2%3A0/invoke`. Slashes come encoded; so do colons from AWS's
 * SDKs, and as they are from Anthropic's.
 */
function targetOf({ path }) {
  const [, model, operation] = /^\/model\/([\w.:%-]+)\/([\w-]+)$/.exec(path) ?? [];
  try {
    return { model: decodeURIComponent(model), operation };
  } catch {
    return {};
  }
}

function converseRefusal({ model, messages }) {
  if (model !== undefined) return 'model: the path names it';
  if (!Array.isArray(messages) || messages.length === 0)
    return 'A conversation must start with a user message.';
  const known = new Set();
  for (const { content } of messages) {
    for (const { toolUse, toolResult } of content) {
      if (toolUse) known.add(toolUse.toolUseId);
      if (toolResult && !known.has(toolResult.toolUseId))
        return 'The number of toolResult blocks exceeds the number of toolUse blocks of previous turn.';
    }
  }
  return undefined;
}

/** For Anthropic's models the body is theirs, without what the path says already. */
function invokeRefusal({ model, stream, anthropic_version: version, max_tokens: limit, messages }) {
  if (model !== undefined) return 'model: Extra inputs are not permitted';
  if (stream !== undefined) return 'stream: Extra inputs are not permitted';
  if (version !== 'bedrock-2023-05-31') return 'anthropic_version: Field required';
  if (!Number.isInteger(limit)) return 'max_tokens: Field required';
  return Array.isArray(messages) && messages.length > 0
    ? undefined
    : 'messages: at least one message is required';
}

function parsed(bytes) {
  try {
    return JSON.parse(bytes);
  } catch {
    return undefined;
  }
}
