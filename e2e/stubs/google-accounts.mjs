/**
 * Google's accounts: the token endpoint that turns a service account's signed word, or a person's refresh token, into an
 * access token. Gemini CLI asks for it at its own address through a proxy, so this server can be that proxy too, and then
 * refuses the way to everything else and notes who was asked for.
 */
import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { record, sendJson, serve } from './serve.mjs';

const GOOGLE_TOKEN_URI = 'https://oauth2.googleapis.com/token';
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const LIFETIME = 3600;

/**
 * Starts it, with one project, one service account in it and one person.
 *
 * @param {{ project?: string }} [options]
 */
export async function startGoogleAccounts({ project = 'made-project' } = {}) {
  const requests = [];
  const objections = [];
  const tunnels = [];
  /** @type {Map<string, 'service account' | 'person'>} */
  const tokens = new Map();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });

  const server = await serve(
    async (request, response) => {
      const seen = await record(request);
      // In absolute form where a proxy is asked.
      const asked = new URL(seen.url, server.url);
      requests.push({ ...seen, host: asked.host, path: asked.pathname });
      if (asked.pathname !== '/token' || seen.method !== 'POST') {
        objections.push(`${seen.method} ${asked.host}${asked.pathname}`);
        return sendJson(response, 404, { error: 'not_found' });
      }
      const form = new URLSearchParams(seen.body.toString());
      const wrong = complaint(seen, form);
      if (wrong) {
        objections.push(`token: ${wrong}`);
        return sendJson(response, 400, { error: 'invalid_grant', error_description: wrong });
      }
      const token = issue(form.has('assertion') ? 'service account' : 'person');
      sendJson(response, 200, { access_token: token, expires_in: LIFETIME - 1, token_type: 'Bearer' });
    },
    undefined,
    {
      tunnel: ({ url }, socket) => {
        tunnels.push(url);
        socket.on('error', () => {});
        socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
      },
    },
  );
  const tokenUri = `${server.url}/token`;
  const email = `gateway@${project}.iam.gserviceaccount.com`;
  const refreshToken = `1//made-${randomBytes(12).toString('hex')}`;

  function issue(owner) {
    const token = `ya29.made-${randomBytes(12).toString('hex')}`;
    tokens.set(token, owner);
    return token;
  }

  function complaint({ headers }, form) {
    if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
      return 'Invalid content type.';
    switch (form.get('grant_type')) {
      case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
        return assertionComplaint(form.get('assertion') ?? '');
      case 'refresh_token':
        return form.get('refresh_token') === refreshToken ? undefined : 'Bad Request';
      default:
        return 'Invalid grant_type.';
    }
  }

  /** RFC 7523, as Google reads it: "Using OAuth 2.0 for Server to Server Applications". */
  function assertionComplaint(assertion) {
    const [head, body, signature] = assertion.split('.');
    if (signature === undefined) return 'Bad Request';
    const { alg } = decoded(head);
    const claims = decoded(body);
    const signed = Buffer.from(`${head}.${body}`);
    if (
      alg !== 'RS256' ||
      !verify('RSA-SHA256', signed, createPublicKey(publicKey), Buffer.from(signature, 'base64url'))
    )
      return 'Invalid JWT Signature.';
    if (claims.iss !== email) return 'Invalid grant: account not found';
    if (![tokenUri, GOOGLE_TOKEN_URI].includes(claims.aud)) return 'Invalid JWT: Failed audience check.';
    const now = Date.now() / 1000;
    if (!(claims.iat <= now + 60 && claims.exp > now && claims.exp - claims.iat <= LIFETIME))
      return 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.';
    return claims.scope?.split(' ').includes(SCOPE)
      ? undefined
      : 'Invalid OAuth scope or ID token audience provided.';
  }

  return {
    url: server.url,
    project,
    /** The key file of the service account, as Google hands it out. */
    serviceAccount: {
      type: 'service_account',
      project_id: project,
      private_key_id: 'made',
      private_key: privateKey,
      client_email: email,
      client_id: '100000000000000000000',
      token_uri: tokenUri,
    },
    /** What `gcloud auth application-default login` leaves. */
    person: {
      type: 'authorized_user',
      client_id: 'made.apps.googleusercontent.com',
      client_secret: 'made',
      refresh_token: refreshToken,
    },
    /** Hands out an access token without a word. */
    issue,
    /** Whose each access token is that was handed out. */
    tokens,
    /** Every request that came, oldest first. */
    requests,
    /** What was refused and why; empty after a good run. */
    objections,
    /** Hosts and ports that a client of the proxy wanted a tunnel to. */
    tunnels,
    close: server.close,
  };
}

const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());
