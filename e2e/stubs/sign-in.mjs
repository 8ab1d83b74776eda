/**
 * A made ChatGPT sign-in. Codex reads the claims and never checks the signature (spec/clients.md 1), so tokens of
 * nobody's account do for every test.
 */
import { randomBytes, randomUUID } from 'node:crypto';

const FAR_AHEAD = Date.UTC(2099, 0, 1) / 1000;

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** @param {Record<string, unknown>} claims */
export const makeJwt = (claims) =>
  `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${randomBytes(32).toString('base64url')}`;

/**
 * Makes a sign-in.
 *
 * @param {{ email?: string, plan?: string, account?: string, expires?: number }} [who] `expires` in seconds since the epoch
 */
export function makeSignIn({
  email = 'alice@example.com',
  plan = 'plus',
  account = randomUUID(),
  expires = FAR_AHEAD,
} = {}) {
  const claims = {
    iss: 'https://auth.openai.com',
    aud: ['https://api.openai.com/v1'],
    email,
    exp: expires,
    'https://api.openai.com/profile': { email },
    'https://api.openai.com/auth': {
      chatgpt_plan_type: plan,
      chatgpt_user_id: `user-${account.slice(0, 8)}`,
      chatgpt_account_id: account,
    },
  };
  const accessToken = makeJwt(claims);
  return {
    account,
    accessToken,
    /** What Codex keeps in `auth.json`. */
    authJson: {
      auth_mode: 'chatgpt',
      OPENAI_API_KEY: null,
      tokens: {
        id_token: makeJwt(claims),
        access_token: accessToken,
        refresh_token: `made-${randomBytes(16).toString('hex')}`,
        account_id: account,
      },
      last_refresh: new Date().toISOString(),
    },
  };
}

/**
 * The claims of a token, or null if it is not a JWT.
 *
 * @param {string} token
 * @returns {Record<string, any> | null}
 */
export function claimsOf(token) {
  const parts = token.split('.');
  if (parts.length !== 3 || parts.some((text) => text === '')) return null;
  try {
    return JSON.parse(Buffer.from(parts[1], 'base64url').toString());
  } catch {
    return null;
  }
}
