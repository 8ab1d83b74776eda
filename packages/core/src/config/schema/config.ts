/** The whole config (spec/aperture.md 1.2). Sections whose behaviour comes later are checked all the same. */
import { anything, flag, list, named, optional, section, text, type Field } from './field.ts';
import { connectors, mcp, type ConnectorsConfig, type McpConfig } from './connector.ts';
import { database, exporters, type DatabaseConfig, type ExportersConfig } from './data.ts';
import { grant, tempGrant, type GrantConfig, type TempGrantConfig } from './grant.ts';
import { hook, type HookConfig } from './hook.ts';
import type { IdentityConfig } from './identity.ts';
import { identitySchema } from './identity-sources.ts';
import { provider, type ProviderConfig } from './provider.ts';
import { quota, type QuotaConfig } from './quota.ts';
import { server, type ServerConfig } from './server.ts';

type ById<T> = Readonly<Record<string, T>>;

/** The config with its defaults filled in. */
export interface Config {
  readonly $schema: string | undefined;
  readonly server: ServerConfig;
  readonly identity: readonly IdentityConfig[];
  readonly providers: ById<ProviderConfig>;
  readonly grants: readonly GrantConfig[];
  readonly temp_grants: readonly TempGrantConfig[];
  readonly quotas: ById<QuotaConfig>;
  readonly hooks: ById<HookConfig>;
  readonly auto_cost_basis: boolean;
  readonly exporters: ExportersConfig;
  readonly database: DatabaseConfig;
  readonly connectors: ConnectorsConfig;
  readonly mcp: McpConfig;
  readonly flags: unknown;
  readonly chat_models: unknown;
  readonly hostname: string | undefined;
}

/** Checks the shape of a config and fills in its defaults. */
export const configSchema: Field<Config> = section<Config>('The config of an Aperture gateway.', {
  $schema: optional(text('The JSON Schema of this document, for editors.')),
  server: optional(server, {} as ServerConfig),
  identity: optional(list('Ways to tell who calls, asked in this order.', identitySchema), [
    { type: 'loopback' },
  ]),
  providers: optional(named('The upstream LLM services by id.', provider), {}),
  grants: optional(list('Who may do what. Whatever no grant allows is refused.', grant), []),
  temp_grants: optional(list('The predecessor of `grants`; still honoured.', tempGrant), []),
  quotas: optional(named('Budgets by name; a name may end in `:<user>` or `:<node>`.', quota), {}),
  hooks: optional(named('Services that are told of requests, by key.', hook), {}),
  auto_cost_basis: optional(flag('Tells `cost_basis` from `compatibility` where it is not given.'), true),
  exporters: optional(exporters, {} as ExportersConfig),
  database: optional(database, {} as DatabaseConfig),
  connectors: optional(connectors, {} as ConnectorsConfig),
  mcp: optional(mcp, {} as McpConfig),
  flags: optional(anything('Switches of early versions; without effect.')),
  chat_models: optional(anything('The models offered in the browser chat.')),
  hostname: optional(text('The name of a hosted instance; without effect here.')),
});
