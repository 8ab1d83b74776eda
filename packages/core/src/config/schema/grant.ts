/** `grants` and `temp_grants` (spec/aperture.md 2.1–2.3, 1.10). */
import { addHeaders } from './provider.ts';
import { CAPTURE_LEVELS } from './data.ts';
import type { CaptureLevel } from '../data-settings.ts';
import { CAPABILITY_NAME } from '../../access/capability.ts';
import { anything, flag, list, oneOf, openSection, optional, section, text, type Field } from './field.ts';

const EVENTS = ['pre_request', 'entire_request', 'tool_call_entire_request'] as const;

const SENDS = [
  'tools',
  'request_body',
  'user_message',
  'response_body',
  'raw_responses',
  'estimated_cost',
  'grants',
  'quotas',
] as const;

interface HookUse {
  readonly name: string;
  readonly events: readonly (typeof EVENTS)[number][];
  readonly send: readonly (typeof SENDS)[number][];
}

/** One permission as the config has it. */
export interface CapabilityConfig {
  readonly role: 'admin' | 'user' | undefined;
  readonly models: string | undefined;
  readonly quotas: readonly { readonly bucket: string }[];
  readonly send_hooks: readonly HookUse[];
  readonly add_headers: readonly string[];
  readonly captures: CaptureLevel | undefined;
  readonly mcp_tools: string | undefined;
  readonly mcp_resources: string | undefined;
  readonly mcp_templates: string | undefined;
  readonly connectors: readonly string[];
  readonly enable_chat_ui: boolean | undefined;
  readonly read_metrics: boolean | undefined;
  readonly read_pricing: boolean | undefined;
  readonly filterable_headers: unknown;
  readonly skills: unknown;
  readonly direct_paths: unknown;
  readonly set_cors: boolean | undefined;
  readonly cors_paths: readonly string[];
  readonly 'Access-Control-Allow-Origin': string | undefined;
  readonly 'Access-Control-Allow-Methods': string | undefined;
  readonly 'Access-Control-Allow-Headers': string | undefined;
}

/** A grant as the config has it. */
export interface GrantConfig {
  readonly src: readonly string[];
  readonly dst: unknown;
  readonly ip: unknown;
  /** The other capabilities in it are for the hooks. */
  readonly app: { readonly [CAPABILITY_NAME]: readonly CapabilityConfig[] };
}

const hookUse: Field<HookUse> = section<HookUse>('A hook to call for matching requests.', {
  name: text('The key of the hook in `hooks`.'),
  events: optional(list('When it is called.', oneOf(EVENTS)), []),
  send: optional(list('What it is sent.', oneOf(SENDS)), []),
});

const capability: Field<CapabilityConfig> = section<CapabilityConfig>('What the callers may do.', {
  role: optional(oneOf(['admin', 'user'], 'The permission level.')),
  models: optional(text('One glob over `provider/model`: `*` within a segment, `**` across.')),
  quotas: optional(
    list(
      'The budgets that matching requests are charged to.',
      section<{ bucket: string }>('A budget.', { bucket: text('The name of a quota.') }),
    ),
    [],
  ),
  send_hooks: optional(list('Hooks for matching requests.', hookUse), []),
  add_headers: addHeaders,
  captures: optional(
    oneOf(
      CAPTURE_LEVELS,
      'What is kept of matching requests beside the figures, in place of `database.captures`.',
    ),
  ),
  mcp_tools: optional(text('A glob over MCP tools. Deprecated: use `connectors`.')),
  mcp_resources: optional(text('A glob over MCP resources. Deprecated: use `connectors`.')),
  mcp_templates: optional(text('A glob over MCP resource templates. Deprecated: use `connectors`.')),
  connectors: optional(list('Globs over connector items, such as `github/**`, or `label:x`.', text()), []),
  enable_chat_ui: optional(flag('The chat in the browser.')),
  read_metrics: optional(flag('`GET /metrics`.')),
  read_pricing: optional(flag('The pricing API; being an admin is not enough for it.')),
  filterable_headers: optional(
    anything('A list of the names of headers that the caller may filter reports by; `*` for all.'),
  ),
  skills: optional(anything('Skills of the chat.')),
  direct_paths: optional(anything('Paths forwarded as they are.')),
  set_cors: optional(flag('CORS headers on matching requests.')),
  cors_paths: optional(list('Globs over the URLs that get CORS headers.', text()), []),
  'Access-Control-Allow-Origin': optional(text('The CORS header of that name.')),
  'Access-Control-Allow-Methods': optional(text('The CORS header of that name.')),
  'Access-Control-Allow-Headers': optional(text('The CORS header of that name.')),
});

const app: Field<GrantConfig['app']> = optional(
  openSection<GrantConfig['app']>(
    'Lists of capabilities by name; those of other names are handed to the hooks.',
    { [CAPABILITY_NAME]: optional(list('What the callers may do.', capability), []) },
    list('A capability for the hooks.', anything()),
  ),
  { [CAPABILITY_NAME]: [] },
);

const src: Field<readonly string[]> = optional(
  list(
    'Whom it is for: `*`, a login, `group:name`, `tag:name`, sorted tags joined with commas, or `(loopback)`.',
    text(),
  ),
  [],
);

/** One grant. */
export const grant: Field<GrantConfig> = section<GrantConfig>('Allows some callers something.', {
  src,
  dst: optional(anything('Belongs to tailnet policy files; without effect here.')),
  ip: optional(anything('Belongs to tailnet policy files; without effect here.')),
  app,
});

/** One entry of `temp_grants`' first shape. */
export interface OldCapabilityConfig {
  readonly role: 'admin' | 'user' | undefined;
  readonly providers: readonly { readonly provider: string; readonly model: string }[];
  readonly hook: unknown;
}

/** A grant of either section. */
export type AnyGrantConfig = GrantConfig & Partial<Pick<TempGrantConfig, 'grants'>>;

/** A temporary grant: like a grant, or in the shape they had first. */
export interface TempGrantConfig extends GrantConfig {
  readonly grants: readonly OldCapabilityConfig[];
}

const oldCapability: Field<OldCapabilityConfig> = section<OldCapabilityConfig>('What the callers may do.', {
  role: optional(oneOf(['admin', 'user'], 'The permission level.')),
  providers: optional(
    list(
      'Models they may use.',
      section<{ provider: string; model: string }>('A model.', {
        provider: text('A provider’s id, or `*`.'),
        model: text('A model id, or `*`.'),
      }),
    ),
    [],
  ),
  hook: optional(anything('A hook in the first shape; use `send_hooks`.')),
});

/** One temporary grant. */
export const tempGrant: Field<TempGrantConfig> = section<TempGrantConfig>('Like a grant. Deprecated.', {
  src,
  dst: optional(anything('Without effect here.')),
  ip: optional(anything('Without effect here.')),
  app,
  grants: optional(list('What the callers may do, in the first shape.', oldCapability), []),
});
