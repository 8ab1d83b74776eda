/** What the entries of the `identity` section come to: who tells the gateway who calls. */

/** One identity source, its defaults filled in. */
export type IdentityConfig = TailscaleConfig | HeaderConfig | KeyConfig | JwtConfig | LoopbackConfig;

/** Asks the Tailscale daemon of this machine who a peer is. */
export interface TailscaleConfig {
  readonly type: 'tailscale';
  readonly socket?: string | undefined;
  readonly address?: string | undefined;
  readonly password?: string | undefined;
  readonly capability: string;
  readonly userspace: boolean;
  readonly cache: string | 0;
  readonly timeout: string | 0;
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
  readonly clock_tolerance: string | 0;
}

/** Takes every program on this machine for the same caller, `(loopback)`. */
export interface LoopbackConfig {
  readonly type: 'loopback';
}
