/**
 * Asks a token endpoint for an access token: the service account signs a claim, and gets a token for it (RFC 7523;
 * Google, "Using OAuth 2.0 for server to server applications"). It goes through the transport like any request to a
 * provider: same deadlines, and no redirect is followed.
 */
import { importPKCS8, SignJWT } from 'jose';
import { GatewayError } from '../errors.ts';
import type { Deadlines, Transport, UpstreamExchange, UpstreamRequest } from '../ports/transport.ts';
import { collectBytes } from '../wire/byte-source.ts';
import type { ServiceAccount } from './service-account.ts';

/** A token, and how long it is good for. */
export interface MintedToken {
  readonly token: string;
  /** In milliseconds. */
  readonly lifetime: number;
}

/** Why there is no token. */
export interface MintFailure {
  /** For the log: no secret, and nothing of what the endpoint wrote but an error code of RFC 6749. */
  readonly reason: string;
  /** The endpoint understood and said no: asking again changes nothing by itself. */
  readonly lasting: boolean;
}

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
/** How long an assertion counts, in seconds: the longest that Google takes. */
const ASSERTION = 3600;
/** What is believed of a token whose endpoint does not say, in seconds. */
const UNSAID = 300;
/** No answer may take longer than this, in milliseconds, whatever providers may take. */
const PATIENCE = 10_000;
const MAX_ANSWER = 64 * 1024;

/** Mints a token. Never rejects. */
export async function requestToken(
  account: ServiceAccount,
  transport: Transport,
  deadlines: Deadlines,
): Promise<MintedToken | MintFailure> {
  let assertion: string;
  try {
    assertion = await assertionOf(account);
  } catch {
    return { reason: 'its private key cannot be used', lasting: true };
  }
  const { origin, pathname, search, host } = new URL(account.tokenUri);
  let exchange: UpstreamExchange | null = null;
  try {
    exchange = transport.send({
      method: 'POST',
      origin,
      path: pathname + search,
      headers: ['content-type', 'application/x-www-form-urlencoded', 'accept', 'application/json'],
      body: formOf(assertion),
      deadlines: within(PATIENCE, deadlines),
    });
    const { status, body } = await exchange.response;
    return readAnswer(status, await collectBytes(body, MAX_ANSWER), host);
  } catch (error) {
    exchange?.cancel();
    // The message of another error may be a runtime's own, which quotes what it likes.
    const reason = GatewayError.is(error) ? error.message : `${host} could not be asked`;
    return { reason, lasting: false };
  }
}

async function assertionOf({ email, privateKey, privateKeyId, tokenUri }: ServiceAccount): Promise<string> {
  const key = await importPKCS8(privateKey, 'RS256');
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ scope: SCOPE })
    .setProtectedHeader({
      alg: 'RS256',
      typ: 'JWT',
      ...(privateKeyId !== undefined && { kid: privateKeyId }),
    })
    .setIssuer(email)
    .setAudience(tokenUri)
    .setIssuedAt(now)
    .setExpirationTime(now + ASSERTION)
    .sign(key);
}

function formOf(assertion: string): UpstreamRequest['body'] {
  const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  return new TextEncoder().encode(form.toString());
}

function within(limit: number, deadlines: Deadlines): Deadlines {
  const shorter = (deadline: number): number => (deadline > 0 ? Math.min(deadline, limit) : limit);
  const { connect, firstByte, idle, total } = deadlines;
  return {
    connect: shorter(connect),
    firstByte: shorter(firstByte),
    idle: shorter(idle),
    total: shorter(total),
  };
}

function readAnswer(status: number, body: Uint8Array, host: string): MintedToken | MintFailure {
  const answer = objectIn(body);
  if (status !== 200) {
    const code = answer['error'];
    const isCode = typeof code === 'string' && /^[a-z_]{1,40}$/.test(code);
    return {
      reason: `${host} answered ${status}${isCode ? ` ${code}${HINTS[code] ?? ''}` : ''}`,
      lasting: status >= 400 && status < 500 && status !== 408 && status !== 429,
    };
  }
  const { access_token: token, token_type: type } = answer;
  // A number, but not for all who copied the protocol.
  const seconds = Number(answer['expires_in']);
  const isBearer = type === undefined || (typeof type === 'string' && type.toLowerCase() === 'bearer');
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token) || !isBearer) {
    return { reason: `${host} answered without a bearer token`, lasting: false };
  }
  return { token, lifetime: (seconds > 0 ? seconds : UNSAID) * 1000 };
}

const HINTS: Readonly<Record<string, string>> = {
  invalid_grant: " (the key may have been deleted, or this machine's clock be wrong)",
  invalid_client: ' (the account may have been deleted)',
};

function objectIn(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
