/** `connectors` and its predecessor `mcp` (spec/aperture.md 10). */
import {
  anything,
  flag,
  list,
  named,
  oneOf,
  optional,
  openSection,
  secret,
  section,
  text,
  type Field,
} from './field.ts';

/** `mcp` as the config has it. */
export interface McpConfig {
  readonly accept_registrations: boolean;
  readonly servers: Readonly<Record<string, { readonly url: string }>>;
}

/** The section `mcp`. */
export const mcp: Field<McpConfig> = section<McpConfig>('MCP servers. Deprecated: use `connectors`.', {
  accept_registrations: optional(flag('Lets servers register themselves.'), false),
  servers: optional(
    named(
      'MCP servers by id.',
      section<{ url: string }>('An MCP server.', { url: secret(text('Its URL.'), 'url') }),
    ),
    {},
  ),
});

/** How a connector authenticates, as the config has it. */
export interface ConnectorAuth {
  readonly type:
    | 'bearer_token'
    | 'api_key'
    | 'basic'
    | 'oauth2_client_credentials'
    | 'oauth2_authorization_code'
    | 'oauth2_dcr';
  readonly secret: string | undefined;
  readonly name: string | undefined;
  readonly in: 'header' | 'query' | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** A connector as the config has it. */
export interface ConnectorConfig {
  readonly protocol: 'mcp' | 'http' | undefined;
  readonly url: string | undefined;
  readonly labels: readonly string[];
  readonly auth: ConnectorAuth | undefined;
}

/** `connectors` as the config has it. */
export interface ConnectorsConfig {
  readonly servers: Readonly<Record<string, ConnectorConfig>>;
}

// The OAuth kinds have keys of their own that are documented nowhere, hence the open sections.
const auth: Field<ConnectorAuth> = openSection<ConnectorAuth>(
  'How the connector authenticates.',
  {
    type: oneOf(
      [
        'bearer_token',
        'api_key',
        'basic',
        'oauth2_client_credentials',
        'oauth2_authorization_code',
        'oauth2_dcr',
      ],
      'The kind of credential.',
    ),
    secret: optional(secret(text('The token or key.'))),
    name: optional(text('The header or query parameter of an `api_key`.')),
    in: optional(oneOf(['header', 'query'], 'Where an `api_key` goes.')),
    username: optional(text('For `basic`.')),
    password: optional(secret(text('For `basic`.'))),
  },
  // Client secrets and refresh tokens among them, under whatever names.
  secret(anything()),
);

const connector: Field<ConnectorConfig> = openSection<ConnectorConfig>(
  'An MCP server or an HTTP API.',
  {
    protocol: optional(oneOf(['mcp', 'http'], 'What it speaks.')),
    url: optional(secret(text('Its URL.'), 'url')),
    labels: optional(list('Names that grants can use for several connectors.', text()), []),
    auth: optional(auth),
  },
  anything(),
);

/** The section `connectors`. */
export const connectors: Field<ConnectorsConfig> = section<ConnectorsConfig>('MCP servers and HTTP APIs.', {
  servers: optional(named('Connectors by id.', connector), {}),
});
