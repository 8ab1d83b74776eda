/** The `identity` section: who tells the gateway who calls, asked in the order of the list. */
import * as v from 'valibot';
import { LOOPBACK, parseRange } from '../../access/address.ts';
import { CAPABILITY_NAME } from '../../access/capability.ts';
import { isLocalHost } from '../../access/host-name.ts';
import { isLogin } from '../../access/names.ts';
import { duration, flag, list, oneOf, optional, secret, section, text, type Field } from './field.ts';
import type {
  GatewayKey,
  HeaderConfig,
  IdentityConfig,
  JwtConfig,
  KeyConfig,
  LoopbackConfig,
  TailscaleConfig,
} from './identity.ts';

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

/** A string that says something. */
const name = (description: string): Field<string> =>
  v.pipe(v.string(), v.nonEmpty('expected a text that is not empty'), v.description(description));

const headerName = (description: string): Field<string> =>
  v.pipe(
    v.string(),
    v.regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'expected the name of a header'),
    v.description(description),
  );

const type = <const Type extends string>(word: Type): Field<Type> =>
  v.pipe(v.literal(word), v.description('The kind of the source.'));

const range: Field<string> = v.pipe(
  v.string(),
  v.check(
    (value) => parseRange(value) !== null,
    'expected an IP address or a CIDR range such as "10.0.0.0/8"',
  ),
);

const tailscale: Field<TailscaleConfig> = section<TailscaleConfig>('The Tailscale daemon of this machine.', {
  type: type('tailscale'),
  socket: optional(name('The socket of the daemon. Default: where the platform has it.')),
  address: optional(
    v.pipe(
      v.string(),
      v.regex(/^[^\s/@]+:\d{1,5}$/, 'expected HOST:PORT'),
      v.description('HOST:PORT of a daemon that is reached by TCP and not by a socket.'),
    ),
  ),
  password: optional(secret(name('The password for `address`, where the daemon wants one.'))),
  capability: optional(
    v.pipe(
      v.string(),
      v.regex(/^[^\s/]+\/\S+$/, 'expected a capability such as "example.com/cap/aperture"'),
      v.description('The name that grants for the gateway have in the tailnet policy file.'),
    ),
    CAPABILITY_NAME,
  ),
  userspace: optional(
    flag(
      'Asks about loopback peers too: a daemon with userspace networking passes connections on from there.',
    ),
    false,
  ),
  cache: optional(duration('How long an answer of the daemon is believed.'), '10s'),
  timeout: optional(duration('How long the daemon may take to answer.'), '2s'),
});

const header: Field<HeaderConfig> = section<HeaderConfig>('Headers of a proxy that signs users in.', {
  type: type('header'),
  login: optional(headerName('The header with the login name.'), 'tailscale-user-login'),
  name: optional(headerName('The header with a name for people.')),
  groups: optional(headerName('The header with the groups, split by commas.')),
  trusted: optional(list('Whose headers are believed. Default: those of this machine.', range), LOOPBACK),
});

const gatewayKey: Field<GatewayKey> = section<GatewayKey>('A key and whom it stands for.', {
  // The hash of a key that a person made up can be guessed at.
  sha256: secret(
    v.pipe(
      v.string(),
      v.regex(/^[0-9a-f]{64}$/i, 'expected a SHA-256 in 64 hexadecimal digits, as "aperture key" prints it'),
      v.description('The SHA-256 of the key in hexadecimal. The key itself stands nowhere.'),
    ),
  ),
  login: v.pipe(
    v.string(),
    v.check(isLogin, 'expected a login such as "ci@example.com"; tags and groups have keys of their own'),
    v.description('The login, as grants name it.'),
  ),
  name: optional(text('A name for people.')),
  tags: optional(
    list(
      'Tags, for grants to `tag:…`.',
      v.pipe(v.string(), v.regex(/^tag:[A-Za-z][A-Za-z0-9-]*$/, 'expected a tag such as "tag:ci"')),
    ),
    [],
  ),
  groups: optional(list('Groups, for grants to `group:…` or to an e-mail address.', text()), []),
});

const key: Field<KeyConfig> = section<KeyConfig>('Gateway keys.', {
  type: type('key'),
  header: optional(headerName('The header with the key.'), 'x-aperture-key'),
  keys: v.pipe(
    list('The keys there are.', gatewayKey),
    // Of two entries for one key the later would silently win.
    v.check(
      (keys) => new Set(keys.map(({ sha256 }) => sha256.toLowerCase())).size === keys.length,
      'expected each key once',
    ),
  ),
});

const keyUrl: Field<string> = v.pipe(
  v.string(),
  // Keys that came in the clear could be anybody's.
  v.check((value) => {
    const url = URL.parse(value);
    return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocalHost(url.hostname));
  }, 'expected an https:// URL, or an http:// one of this machine'),
  v.description('Where the provider publishes its keys.'),
);

const claims: Field<JwtConfig['claims']> = section<JwtConfig['claims']>('Which claims tell what.', {
  login: optional(name('The claim with the login name.'), 'email'),
  groups: optional(name('The claim with the groups: a list, or one of them.')),
  name: optional(name('The claim with a name for people.')),
});

const jwt: Field<JwtConfig> = v.pipe(
  section<JwtConfig>('Signed tokens of an identity provider.', {
    type: type('jwt'),
    header: optional(headerName('The header with the token.'), 'x-aperture-token'),
    jwks_url: optional(keyUrl),
    jwks: optional(
      section<NonNullable<JwtConfig['jwks']>>("The provider's keys, instead of `jwks_url`.", {
        keys: list('JSON Web Keys.', secret(v.record(v.string(), v.unknown()), 'jwk')),
      }),
    ),
    issuer: name('What the claim `iss` must be.'),
    audience: v.pipe(
      v.union([v.string(), v.pipe(v.array(v.string()), v.minLength(1, 'expected one at least'))]),
      v.check((value) => ![value].flat().includes(''), 'expected a text that is not empty'),
      v.description('What the claim `aud` must hold; of several, one.'),
    ),
    algorithms: optional(
      list('The signatures that are taken. Default: all that need no shared secret.', oneOf(ALGORITHMS)),
      ALGORITHMS,
    ),
    claims: optional(claims, {} as JwtConfig['claims']),
    clock_tolerance: optional(duration('How far the clocks of provider and gateway may be apart.'), '5s'),
  }),
  v.check(
    (config) => (config.jwks_url === undefined) !== (config.jwks === undefined),
    'expected either jwks_url or jwks',
  ),
);

const loopback: Field<LoopbackConfig> = section<LoopbackConfig>('Programs on this machine.', {
  type: type('loopback'),
});

/** Checks one entry of `identity` and fills in its defaults. */
export const identitySchema: Field<IdentityConfig> = v.pipe(
  // A section's own type hides its entries, which a variant looks at.
  v.variant('type', [tailscale, header, key, jwt, loopback] as never) as Field<IdentityConfig>,
  v.description('A way to tell who calls.'),
);
