/** Signed tokens of an identity provider. */
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from 'jose';
import { parseDuration } from '../../config/duration.ts';
import type { JwtConfig } from '../../config/schema/identity.ts';
import { GatewayError, type Refusal } from '../../errors.ts';
import type { Identification, Identity, IdentitySource } from '../../ports/identity.ts';
import { isLogin, toGroup } from '../names.ts';
import { sentCredential, wrongCredential } from '../sent-credential.ts';

const MAX_LENGTH = 16 * 1024;
/** How many tokens, and how long in milliseconds, a verdict is kept. A withdrawn signing key counts no longer. */
const KEPT = 1000;
const KEPT_FOR = 5 * 60_000;
/** How long the provider may take to send its keys, and how often an unknown key may make the gateway ask again. */
const KEYS_TIMEOUT = 5000;
const KEYS_COOLDOWN = 30_000;

/** What is wrong with a token, by the code of jose's error. Any other error is none of the token's. */
const FAULTS: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'has expired',
  ERR_JWT_CLAIM_VALIDATION_FAILED: 'is not meant for this gateway',
  ERR_JWT_INVALID: 'is no JSON Web Token',
  ERR_JWS_INVALID: 'is no JSON Web Token',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'has a wrong signature',
  ERR_JWKS_NO_MATCHING_KEY: 'is signed with a key that the identity provider does not have',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'does not say with which key it is signed',
  ERR_JOSE_ALG_NOT_ALLOWED: 'is signed in a way that is not taken here',
  ERR_JOSE_NOT_SUPPORTED: 'is signed in a way that is not taken here',
};

/** A source that verifies tokens: signature, issuer, audience and times. */
export function createJwtSource(config: JwtConfig): IdentitySource {
  const header = config.header.toLowerCase();
  const verdicts = new Map<string, { readonly identity: Identity; readonly until: number }>();
  const getKey = keysOf(config);
  const tolerance = parseDuration(config.clock_tolerance);
  const options: JWTVerifyOptions = {
    issuer: config.issuer,
    audience: typeof config.audience === 'string' ? config.audience : [...config.audience],
    algorithms: [...config.algorithms],
    clockTolerance: tolerance / 1000,
    requiredClaims: ['exp'],
  };

  const verify = async (token: string): Promise<Identification> => {
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, getKey, options));
    } catch (error) {
      return faultOf(error, header);
    }
    const identity = identityOf(payload, config.claims);
    if (!identity) return wrongCredential(header, `names no user in the claim "${config.claims.login}"`);
    // By the whole token: a shortened key would let another token in on this one's verdict (LiteLLM CVE-2026-35030).
    if (verdicts.size >= KEPT) verdicts.delete(verdicts.keys().next().value as string);
    const expiry = (payload.exp as number) * 1000 + tolerance;
    verdicts.set(token, { identity, until: Math.min(expiry, Date.now() + KEPT_FOR) });
    return identity;
  };

  return {
    type: 'jwt',
    headers: [header],
    byNetwork: false,
    identify({ headers }) {
      const token = sentCredential(headers, header, MAX_LENGTH);
      if (typeof token !== 'string') return token;
      const verdict = verdicts.get(token);
      if (!verdict) return verify(token);
      if (Date.now() < verdict.until) return verdict.identity;
      verdicts.delete(token);
      return verify(token);
    },
  };
}

function keysOf({ jwks, jwks_url: url }: JwtConfig): JWTVerifyGetKey {
  if (url !== undefined) {
    return createRemoteJWKSet(new URL(url), {
      timeoutDuration: KEYS_TIMEOUT,
      cooldownDuration: KEYS_COOLDOWN,
    });
  }
  return createLocalJWKSet({ keys: [...(jwks?.keys ?? [])] });
}

/** Tells a wrong token from keys that could not be had: the one is the caller's doing, the other is not. */
function faultOf(error: unknown, header: string): Refusal {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const fault = Object.hasOwn(FAULTS, code) ? FAULTS[code] : undefined;
  if (fault !== undefined) return wrongCredential(header, fault);
  throw new GatewayError(
    'identity_unavailable',
    "the identity provider's keys cannot be had; try again later",
    {
      cause: error,
    },
  );
}

function identityOf(payload: JWTPayload, claims: JwtConfig['claims']): Identity | null {
  const login = payload[claims.login];
  if (typeof login !== 'string' || !isLogin(login)) return null;
  // An address that nobody has checked may be somebody else's (OpenID Connect Core 5.1, 5.7).
  if (claims.login === 'email' && payload.email_verified === false) return null;
  const name = claims.name === undefined ? undefined : payload[claims.name];
  return Object.freeze({
    login,
    tags: [],
    groups: claims.groups === undefined ? [] : groupsOf(payload[claims.groups]),
    ...(typeof name === 'string' && { displayName: name }),
    source: 'jwt',
  });
}

function groupsOf(claim: unknown): string[] {
  const names = Array.isArray(claim) ? claim : [claim];
  return names.filter((name) => typeof name === 'string' && name !== '').map(toGroup);
}
