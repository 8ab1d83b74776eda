/** The identity sources of a config. */
import { ConfigError } from '../config/problem.ts';
import type { IdentityConfig, TailscaleConfig } from '../config/schema/identity.ts';
import type { ServerSettings } from '../config/snapshot.ts';
import type { IdentitySource } from '../ports/identity.ts';
import { createHeaderSource } from './sources/header.ts';
import { createJwtSource } from './sources/jwt.ts';
import { createKeySource } from './sources/key.ts';
import { createLoopbackSource } from './sources/loopback.ts';

/** What makes the sources that need more than the Web platform. */
export interface IdentityTypes {
  readonly tailscale?: (config: TailscaleConfig) => IdentitySource;
}

/** What the sources need besides their own config. */
export interface SourceOptions {
  readonly settings: Pick<ServerSettings, 'hosts'>;
  readonly identityTypes?: IdentityTypes | undefined;
}

/**
 * Makes the sources of a config's `identity`, in its order.
 *
 * @throws ConfigError if one cannot work here, such as `tailscale` where there are no sockets
 */
export function createSources(
  configs: readonly IdentityConfig[],
  { settings, identityTypes = {} }: SourceOptions,
): readonly IdentitySource[] {
  return configs.map((config, i) => {
    switch (config.type) {
      case 'header':
        return createHeaderSource(config);
      case 'key':
        return createKeySource(config);
      case 'jwt':
        return createJwtSource(config);
      case 'loopback':
        return createLoopbackSource(settings);
      case 'tailscale': {
        if (identityTypes.tailscale) return identityTypes.tailscale(config);
        const message = 'the identity source "tailscale" needs Node: make the gateway with @aperturejs/node';
        throw new ConfigError([{ level: 'error', message, path: ['identity', i, 'type'] }]);
      }
    }
  });
}
