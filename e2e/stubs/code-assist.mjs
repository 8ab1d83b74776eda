/**
 * A strict stand-in for https://cloudcode-pa.googleapis.com, the backend of Gemini CLI's "Login with Google": the Gemini
 * API's bodies in an envelope that names the model, and what the client asks about the account besides. It takes OAuth
 * tokens that `google-accounts.mjs` handed out, and no keys.
 */
import { bodyError, promptOf, responseTo, sendGenerated } from './generate-content.mjs';
import { credentials, invalid, notFound, orderedError, unknownField } from './google-errors.mjs';
import { badManners } from './manners.mjs';
import { parsed, record, serve } from './serve.mjs';
import { idsOf, orderedFailure } from './small-model.mjs';
import { answerJson } from './vendor-answer.mjs';

const CALL = /^\/v1internal:(\w+)$/;
const ENVELOPE = new Set(['model', 'project', 'user_prompt_id', 'request', 'enabled_credit_types']);

/** What it tells of an account, by the method that asks; the project is one that Google keeps for the person. */
const ACCOUNT = {
  loadCodeAssist: {
    currentTier: { id: 'standard-tier', name: 'Gemini Code Assist' },
    cloudaicompanionProject: 'made-companion',
    gcpManaged: true,
  },
  listExperiments: { experimentIds: [], flags: [] },
  fetchAdminControls: { adminControlsApplicable: false },
  retrieveUserQuota: { buckets: [] },
  recordCodeAssistMetrics: {},
};

/**
 * Starts the stand-in.
 *
 * @param {{ accounts: { tokens: Map<string, string> }, models?: string[] }} options
 */
export async function startCodeAssist({ accounts, models = ['gemini-2.5-flash'] }) {
  const requests = [];
  const objections = [];

  const server = await serve(async (request, response) => {
    const seen = await record(request);
    requests.push(seen);
    const body = parsed(seen.body);
    const verb = CALL.exec(seen.path)?.[1];
    const headers = { 'server-timing': 'gfet4t7; dur=4', vary: 'Origin, X-Origin, Referer' };
    const refused = refusal(seen, body, verb);
    if (refused) objections.push(`${seen.method} ${seen.path}: ${JSON.stringify(refused)}`);
    const order = refused || !body?.request ? undefined : orderedFailure(promptOf(body.request));
    const failure = refused ?? orderedError(order);
    if (failure && !order?.midStream) return answerJson(response, failure.error.code, failure, headers, seen);
    if (verb in ACCOUNT) return answerJson(response, 200, ACCOUNT[verb], headers, seen);
    const result = responseTo(body.request, body.model, idsOf(seen.body));
    if (verb === 'generateContent') return answerJson(response, 200, inEnvelope(result), headers, seen);
    return sendGenerated(response, result, {
      sse: true,
      headers,
      envelope: inEnvelope,
      ...(order && { failure: order.type === 'off' ? null : failure }),
    });
  });

  function refusal(seen, body, verb) {
    const manners = badManners(seen, new URL(server.url).host);
    if (manners.length > 0) return invalid(manners.join('; '));
    const generates = ['generateContent', 'streamGenerateContent'].includes(verb);
    if (seen.method !== 'POST' || !(generates || verb in ACCOUNT))
      return notFound('The requested URL was not found on this server.');
    if (seen.url.slice(seen.path.length) !== (verb === 'streamGenerateContent' ? '?alt=sse' : ''))
      return invalid('the query is not one that Gemini CLI sends');
    const { authorization, 'x-goog-api-key': key, 'x-api-key': foreign } = seen.headers;
    if (key !== undefined || foreign !== undefined) return credentials.several();
    if (!accounts.tokens.has(/^Bearer (\S+)$/.exec(authorization ?? '')?.[1])) return credentials.badToken();
    if (body === undefined) return invalid('Invalid JSON payload received. Unexpected end of string.');
    if (!generates) return undefined;
    const unknown = Object.keys(body).find((name) => !ENVELOPE.has(name));
    if (unknown !== undefined) return unknownField(unknown);
    if (!models.includes(body.model)) return notFound('Requested entity was not found.');
    if (body.project !== ACCOUNT.loadCodeAssist.cloudaicompanionProject) return invalid('wrong project');
    return bodyError(body.request, { needsRole: true, more: ['session_id'] });
  }

  return {
    url: server.url,
    /** For a provider's `baseurl`. */
    baseurl: server.url,
    /** Every request that came, oldest first. */
    requests,
    /** What was refused and why; empty after a good run. */
    objections,
    models,
    close: server.close,
  };
}

const inEnvelope = (response) => ({ response, traceId: response.responseId });
