/** The identity sources of a config: placeholder until access/ is written. */
export interface IdentityConfig {
  readonly type: 'tailscale' | 'header' | 'key' | 'jwt' | 'loopback';
}
