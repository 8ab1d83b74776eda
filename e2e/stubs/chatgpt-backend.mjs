/**
 * A strict stand-in for https://chatgpt.com/backend-api/codex: it takes ChatGPT OAuth tokens and refuses API keys, wants
 * the account of the token beside it, and objects to whatever a gateway should not have passed on.
 */
import { randomUUID } from 'node:crypto';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { decompress } from 'fzstd';
import { createChatgptSockets } from './chatgpt-sockets.mjs';
import { answerToCompact, asksForCompaction, compaction } from './compaction.mjs';
import { badManners } from './manners.mjs';
import { answerTo, completed, sendStream } from './responses-api.mjs';
import { record, sendJson, serve } from './serve.mjs';
import { claimsOf } from './sign-in.mjs';

const BASE = '/backend-api/codex';
const AUTH_CLAIMS = 'https://api.openai.com/auth';

const DECODERS = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  deflate: inflateSync,
  zstd: (body) => Buffer.from(decompress(body)),
};

/**
 * Starts the stand-in.
 *
 * @param {{ models?: string[], port?: number, host?: string, etag?: string }} [options] the models that the subscription has; `etag` offers a
 *   list of models (an empty one), by which Codex can tell whether it has changed
 */
export async function startChatgptBackend({ models = ['gpt-5.3-codex'], port, host, etag } = {}) {
  const requests = [];
  const objections = [];
  const turns = new Map();
  const sockets = createChatgptSockets({ refusalOf: handshakeRefusal, models, objections });

  const server = await serve(
    async (request, response) => {
      const recorded = await record(request);
      const seen = {
        ...recorded,
        get json() {
          return JSON.parse(decoded(recorded));
        },
      };
      requests.push(seen);
      const refused = refusal(seen);
      if (refused) {
        objections.push(`${seen.method} ${seen.path}: ${refused.status} ${JSON.stringify(refused.body)}`);
        return sendJson(response, refused.status, refused.body, { 'x-request-id': randomUUID() });
      }
      // A backend without a list of models; Codex takes the one that it ships with (spec/clients.md 2).
      if (seen.method === 'GET')
        return etag
          ? sendJson(response, 200, { models: [] }, { etag })
          : sendJson(response, 404, { detail: 'Not Found' });
      const body = seen.json;
      if (seen.path.endsWith('/compact')) return sendJson(response, 200, answerToCompact(body));
      const output = asksForCompaction(body) ? [compaction()] : answerTo(body);
      // Codex looks for the model that answered in the header, and in the headers that events repeat.
      const result = { ...completed(body, output), headers: { 'openai-model': body.model } };
      await sendStream(response, result, {
        ...(etag && { 'x-models-etag': etag }),
        'x-request-id': randomUUID(),
        'x-codex-turn-state': turnState(seen, turns),
        'x-codex-primary-used-percent': '12.5',
        'x-codex-primary-window-minutes': '300',
        // A vendor's cookies come in several fields that must not be joined.
        'set-cookie': ['__cf_bm=made; path=/; HttpOnly', '_cfuvid=made; path=/; HttpOnly'],
        'openai-model': body.model,
      });
    },
    port,
    { ...(host && { host }) },
  );
  server.onUpgrade(sockets.upgrade);

  function handshakeRefusal(seen) {
    const manners = badManners(seen, new URL(server.url).host, { isHandshake: true });
    if (manners.length > 0) return detail(400, manners.join('; '));
    return seen.path === `${BASE}/responses` ? credentialRefusal(seen.headers) : detail(404, 'Not Found');
  }

  function refusal(seen) {
    const manners = badManners(seen, new URL(server.url).host);
    if (manners.length > 0) return detail(400, manners.join('; '));
    const endpoint = `${seen.method} ${seen.path}`;
    if (endpoint === `GET ${BASE}/models`) return credentialRefusal(seen.headers);
    if (endpoint === `POST ${BASE}/responses/compact`)
      return credentialRefusal(seen.headers) ?? compactRefusal(seen, models);
    if (endpoint !== `POST ${BASE}/responses`) return detail(404, 'Not Found');
    return credentialRefusal(seen.headers) ?? bodyRefusal(seen, models) ?? turnRefusal(seen, turns);
  }

  return {
    url: server.url,
    /** For a provider's `baseurl`. */
    baseurl: server.url + BASE,
    /** Every request that came, oldest first; `json` is its body, decoded. */
    requests,
    /** What was refused and why; empty after a good run. */
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

const detail = (status, text) => ({ status, body: { detail: text } });

function credentialRefusal(headers) {
  const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) return detail(401, 'Unauthorized');
  if (token.startsWith('sk-')) return detail(401, 'API keys are not accepted here. Sign in with ChatGPT.');
  const claims = claimsOf(token);
  const account = claims?.[AUTH_CLAIMS]?.chatgpt_account_id;
  if (!account) return detail(401, 'Could not parse your authentication token. Please try signing in again.');
  if (claims.exp * 1000 < Date.now()) return detail(401, 'Your authentication token has expired.');
  if (headers['x-api-key'] !== undefined) return detail(401, 'One credential is enough.');
  if (headers['chatgpt-account-id'] !== account) return detail(403, 'The token is of another account.');
  return undefined;
}

function bodyRefusal(seen, models) {
  const body = bodyOf(seen);
  if ('status' in body) return body;
  if (body.stream !== true) return detail(400, 'Stream must be set to true');
  if (body.store !== false) return detail(400, 'Store must be set to false');
  return inputRefusal(body, models);
}

/** The older way to compact: an endpoint of its own, which streams nothing (spec/clients.md 7). */
function compactRefusal(seen, models) {
  const body = bodyOf(seen);
  if ('status' in body) return body;
  if ('stream' in body || 'store' in body) return detail(400, 'Unknown parameter');
  return inputRefusal(body, models);
}

/** The request's JSON, or the refusal of what is none. */
function bodyOf(seen) {
  const text = decoded(seen);
  if (text === null) return detail(415, `Cannot read content-encoding ${seen.headers['content-encoding']}`);
  try {
    return JSON.parse(text);
  } catch {
    return detail(400, 'The body is not JSON.');
  }
}

function inputRefusal(body, models) {
  if (!Array.isArray(body.input) || body.input.length === 0) return detail(400, 'Input must be a list');
  if (!models.includes(body.model))
    return detail(400, `The '${body.model}' model is not supported when using Codex with a ChatGPT account.`);
  return undefined;
}

function decoded({ headers, body }) {
  const encoding = headers['content-encoding'];
  if (encoding === undefined) return body.toString();
  return DECODERS[encoding]?.(body).toString() ?? null;
}

/** The state that ties a turn's requests together; the client must bring back the one it was given. */
const turnId = ({ headers }) => {
  try {
    return JSON.parse(headers['x-codex-turn-metadata']).turn_id;
  } catch {
    return undefined;
  }
};

function turnRefusal(seen, turns) {
  const given = turns.get(turnId(seen));
  return given === undefined || given === seen.headers['x-codex-turn-state']
    ? undefined
    : detail(400, 'x-codex-turn-state is not the one that this turn was given');
}

function turnState(seen, turns) {
  const turn = turnId(seen);
  const state = turns.get(turn) ?? randomUUID();
  if (turn !== undefined) turns.set(turn, state);
  return state;
}
