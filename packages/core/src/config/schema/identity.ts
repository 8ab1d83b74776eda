/** The `identity` section: who tells the gateway who calls, asked in the order of the list. */
import * as v from 'valibot';
import { LOOPBACK, parseRange } from '../../access/address.ts';

/** One identity source, its defaults filled in. */
export type IdentityConfig = TailscaleConfig | HeaderConfig | KeyConfig | JwtConfig | LoopbackConfig;

/** Asks the Tailscale daemon of this machine who a peer is. */
export interface TailscaleConfig {
  readonly type: 'tailscale';
  readonly socket?: string | undefined;
  readonly address?: string | undefined;
  readonly password?: string | undefined;
  readonly cache: string;
  readonly timeout: string;
}

/** Believes headers that a proxy in front has set. */
export interface HeaderConfig {
  readonly type: 'header';
  readonly login: string;
  readonly name?: string | undefined;
  readonly groups?: string | undefined;
  readonly trusted: readonly string[];
}

/** Knows gateway keys by their hash. */
export interface KeyConfig {
  readonly type: 'key';
  readonly header: string;
  readonly keys: readonly GatewayKey[];
}

/** One gateway key and whom it stands for. */
export interface GatewayKey {
  readonly sha256: string;
  readonly login: string;
  readonly name?: string | undefined;
  readonly tags: readonly string[];
  readonly groups: readonly string[];
}

/** Verifies signed tokens of an identity provider. */
export interface JwtConfig {
  readonly type: 'jwt';
  readonly header: string;
  readonly jwks_url?: string | undefined;
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] } | undefined;
  readonly issuer: string;
  readonly audience: string | readonly string[];
  readonly algorithms: readonly string[];
  readonly claims: {
    readonly login: string;
    readonly groups?: string | undefined;
    readonly name?: string | undefined;
  };
  readonly clock_tolerance: string;
}

/** Takes every program on this machine for the same caller, `(loopback)`. */
export interface LoopbackConfig {
  readonly type: 'loopback';
}

/** Signatures that need no shared secret. A secret would have to stand in the config, and `none` is no signature. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

const headerName = v.pipe(
  v.string(),
  v.regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be the name of a header'),
  v.description('The name of a header; the case of its letters does not matter.'),
);

const duration = v.pipe(
  v.string(),
  v.regex(/^(?:0|(?:\d+(?:\.\d+)?(?:ms|s|m|h))+)$/, 'must be a duration such as "10s" or "1m30s"'),
  v.description('A duration: numbers with the units ms, s, m and h.'),
);

const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));

const range = v.pipe(
  v.string(),
  v.check(
    (value) => parseRange(value) !== null,
    'must be an IP address or a CIDR range such as "10.0.0.0/8"',
  ),
  v.description('An IP address or a CIDR range.'),
);

const tag = v.pipe(v.string(), v.regex(/^tag:[A-Za-z][A-Za-z0-9-]*$/, 'must be a tag such as "tag:ci"'));

const tailscale = v.object({
  type: v.literal('tailscale'),
  socket: v.optional(
    v.pipe(text, v.description('The socket of the daemon. Default: where the platform has it.')),
  ),
  address: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[^\s/@]+:\d{1,5}$/, 'must be HOST:PORT'),
      v.description('HOST:PORT of the daemon, for daemons that are reached by TCP and not by a socket.'),
    ),
  ),
  password: v.optional(
    v.pipe(text, v.description('The password for `address`, where the daemon wants one.')),
  ),
  cache: v.optional(v.pipe(duration, v.description('How long an answer of the daemon is believed.')), '10s'),
  timeout: v.optional(v.pipe(duration, v.description('How long the daemon may take to answer.')), '2s'),
});

const header = v.object({
  type: v.literal('header'),
  login: v.optional(
    v.pipe(headerName, v.description('The header with the login name.')),
    'tailscale-user-login',
  ),
  name: v.optional(v.pipe(headerName, v.description('The header with a name for people.'))),
  groups: v.optional(v.pipe(headerName, v.description('The header with the groups, split by commas.'))),
  trusted: v.optional(
    v.pipe(v.array(range), v.description('Whose headers are believed. Default: this machine only.')),
    [...LOOPBACK],
  ),
});

const key = v.object({
  type: v.literal('key'),
  header: v.optional(v.pipe(headerName, v.description('The header with the key.')), 'x-aperture-key'),
  keys: v.array(
    v.object({
      sha256: v.pipe(
        v.string(),
        v.regex(/^[0-9a-f]{64}$/i, 'must be a SHA-256 in 64 hexadecimal digits, as "aperture key" prints it'),
        v.description('The SHA-256 of the key in hexadecimal. The key itself stands nowhere.'),
      ),
      login: v.pipe(text, v.description('Whom the key stands for, as grants name them.')),
      name: v.optional(v.pipe(v.string(), v.description('A name for people.'))),
      tags: v.optional(v.pipe(v.array(tag), v.description('Tags, for grants to a `tag:…`.')), []),
      groups: v.optional(v.pipe(v.array(text), v.description('Groups, for grants to a `group:…`.')), []),
    }),
  ),
});

const jwt = v.pipe(
  v.object({
    type: v.literal('jwt'),
    header: v.optional(v.pipe(headerName, v.description('The header with the token.')), 'x-aperture-token'),
    jwks_url: v.optional(
      v.pipe(
        v.string(),
        v.check(isKeyUrl, 'must be an https:// URL, or an http:// one of this machine'),
        v.description('Where the provider publishes its keys.'),
      ),
    ),
    jwks: v.optional(
      v.pipe(
        v.object({ keys: v.array(v.record(v.string(), v.unknown())) }),
        v.description("The provider's keys, instead of `jwks_url`."),
      ),
    ),
    issuer: v.pipe(text, v.description('What the claim `iss` must be.')),
    audience: v.pipe(
      v.union([text, v.pipe(v.array(text), v.minLength(1, 'must not be empty'))]),
      v.description('What the claim `aud` must hold; of several, one.'),
    ),
    algorithms: v.optional(
      v.pipe(
        v.array(v.picklist(ALGORITHMS)),
        v.description('The signatures taken. Default: all with public keys.'),
      ),
      [...ALGORITHMS],
    ),
    claims: v.optional(
      v.object({
        login: v.optional(v.pipe(text, v.description('The claim with the login name.')), 'email'),
        groups: v.optional(
          v.pipe(text, v.description('The claim with the groups: an array, or one of them.')),
        ),
        name: v.optional(v.pipe(text, v.description('The claim with a name for people.'))),
      }),
      {},
    ),
    clock_tolerance: v.optional(
      v.pipe(duration, v.description('How far the clocks of provider and gateway may be apart.')),
      '5s',
    ),
  }),
  v.check(
    (config) => (config.jwks_url === undefined) !== (config.jwks === undefined),
    'needs either jwks_url or jwks',
  ),
);

const loopback = v.object({ type: v.literal('loopback') });

/** Checks one entry of `identity` and fills in its defaults. */
export const identitySchema: v.GenericSchema<unknown, IdentityConfig> = v.pipe(
  v.variant('type', [tailscale, header, key, jwt, loopback]),
  v.description('A way to tell who calls.'),
);

/** Keys that came in the clear could be anybody's. */
function isKeyUrl(value: string): boolean {
  const url = URL.parse(value);
  const local = ['localhost', '127.0.0.1', '[::1]'];
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && local.includes(url.hostname));
}
