import { describe, expect, it } from 'vitest';
import { loadConfig } from '../load.ts';
import type { CheckMode } from '../problem.ts';

/** Sections that nothing can be said against. A section under test takes the place of its namesake. */
const SOUND = {
  providers: '{"openai": {"baseurl": "https://api.openai.com", "apikey": "sk-x", "models": ["gpt-5.5"]}}',
  grants: '[{"src": ["*"], "app": {"tailscale.com/cap/aperture": [{"role": "admin"}, {"models": "**"}]}}]',
};

/** A config of these sections; `▼` marks the place that the problem is to point at, and is cut out. */
function documentOf(sections: Readonly<Record<string, string>>): { text: string; place: object } {
  const names = new Set(Object.keys(sections).map((key) => key.replace('▼', '')));
  const sound = Object.entries(SOUND).filter(([key]) => !names.has(key));
  const lines = [...sound, ...Object.entries(sections)].map(([key, value]) =>
    key.startsWith('▼') ? `  ▼"${key.slice(1)}": ${value},` : `  "${key}": ${value},`,
  );
  const marked = ['{', ...lines, '}'].join('\n');
  const [before = '', after] = marked.split('▼');
  if (after === undefined) return { text: marked, place: { line: 1, column: 1 } };
  const above = before.split('\n');
  return { text: before + after, place: { line: above.length, column: (above.at(-1)?.length ?? 0) + 1 } };
}

const provider = (fields: string): string => `{"x": {"apikey": "k", ${fields}}}`;
const usable = '"baseurl": "https://example.com", "models": ["m"]';
const capability = (fields: string): string =>
  `[{"src": ["*"], "app": {"tailscale.com/cap/aperture": [{"role": "admin"}, {${fields}}]}}]`;

/** Every condition of spec/aperture.md 1.12 that is a warning when a gateway starts, and some of our own. */
const WARNINGS: readonly (readonly [message: string, sections: Readonly<Record<string, string>>])[] = [
  ['no providers or mcp servers defined; users will not be able to access any models', { providers: '{}' }],
  ['provider x has no baseurl configured', { providers: '{▼"x": {"apikey": "k", "models": ["m"]}}' }],
  ['provider x has no baseurl configured', { providers: provider('"models": ["m"], "baseurl": ▼""') }],
  [
    'provider x has invalid authorization type: basic',
    { providers: provider(`${usable}, "authorization": ▼"basic"`) },
  ],
  ['duplicate config key "hostname"', { hostname: '"a", ▼"hostname": "b"' }],
  [
    'unknown config key "basurl"; did you mean "baseurl"?',
    { providers: provider(`${usable}, ▼"basurl": ""`) },
  ],
  ['unknown config key "nonsense"', { '▼nonsense': '1' }],
  [
    'unknown config key "trustd"; did you mean "trusted"?',
    { identity: '[{"type": "header", ▼"trustd": []}]' },
  ],
  [
    'loopback stands before the tailscale source with userspace, whose devices connect from loopback too; all of them would be (loopback)',
    { identity: '[▼{"type": "loopback"}, {"type": "tailscale", "userspace": true}]' },
  ],
  [
    'unknown config key "first_bite"; did you mean "first_byte"?',
    { server: '{"deadlines": {▼"first_bite": 0}}' },
  ],
  [
    'provider x: preference: expected a number, got a string',
    { providers: provider(`${usable}, "preference": ▼"5"`) },
  ],
  [
    'provider x: models[1]: expected a string, got a number',
    {
      providers: provider('"baseurl": "https://example.com", "models": ["m", ▼5]'),
    },
  ],
  ['server.port: expected at most 65535', { server: '{"port": ▼65536}' }],
  ['server.port: expected a whole number', { server: '{"port": ▼80.5}' }],
  [
    'server.trusted_proxies[0]: expected an IP address or a CIDR range such as "10.0.0.0/8"',
    {
      server: '{"trusted_proxies": [▼"10.0.0.0/33"]}',
    },
  ],
  [
    'server.deadlines.idle: expected a duration such as "500ms", "5s" or "1m30s", or 0',
    {
      server: '{"deadlines": {"idle": ▼"30"}}',
    },
  ],
  ['server.drain: expected at most 24 days ("576h")', { server: '{"drain": ▼"600h"}' }],
  ['server: expected an object, got a list', { server: '▼[]' }],
  ['hooks: expected an object, got a string', { hooks: '▼"x"' }],
  [
    'provider x: add_headers entry "Bad-Entry" must be in "Header-Name: value" format',
    { providers: provider(`${usable}, "add_headers": [▼"Bad-Entry"]`) },
  ],
  [
    'provider x: add_headers cannot set Host; the entry is ignored',
    { providers: provider(`${usable}, "add_headers": [▼"Host: other.example"]`) },
  ],
  [
    'quota "daily:<team>": quota name "daily:<team>" has unsupported template "<team>" after colon',
    { quotas: '{▼"daily:<team>": {"capacity": "$1.00", "rate": "$1.00/day"}}' },
  ],
  ['grants[0]: unknown field "modles"; did you mean "models"?', { grants: capability('▼"modles": "**"') }],
  [
    'grants[0]: unknown field "scr"; did you mean "src"?',
    {
      grants: '[{"src": ["*"], ▼"scr": [], "app": {"tailscale.com/cap/aperture": [{"role": "admin"}]}}]',
    },
  ],
  [
    'models pattern "nosuch/**" references provider "nosuch" which does not match any declared provider',
    { grants: capability('"models": ▼"nosuch/**"') },
  ],
  [
    'models pattern "open-*/x" references provider "open-*" which does not match any declared provider',
    { grants: capability('"models": ▼"open-*/x"') },
  ],
  [
    'models pattern "openai" matches nothing; write "openai/**" for all models of a provider',
    { grants: capability('"models": ▼"openai"') },
  ],
  ['models must not be empty; the capability is left out', { grants: capability('"models": ▼""') }],
  [
    'mcp_tools pattern "nosuch/*" references server "nosuch" which does not match any declared MCP server',
    { grants: capability('"mcp_tools": ▼"nosuch/*"') },
  ],
  [
    'send_hooks references undefined hook "nosuch"',
    { grants: capability('"send_hooks": [{"name": ▼"nosuch"}]') },
  ],
  ['quotas references undefined quota "nosuch"', { grants: capability('"quotas": [{"bucket": ▼"nosuch"}]') }],
  [
    'grants[0] grant 1 quotas[0]: bucket ref "daily:<team>" has unsupported template "<team>" after colon',
    { grants: capability('"quotas": [{"bucket": ▼"daily:<team>"}]') },
  ],
  [
    'add_headers entry "Bad-Entry" must be in "Header-Name: value" format',
    { grants: capability('"add_headers": [▼"Bad-Entry"]') },
  ],
  ['hook h has no url configured', { hooks: '{▼"h": {}}' }],
  [
    'hook h has invalid URL scheme (must be http:// or https://): ftp://hooks.example.com/x',
    { hooks: '{"h": {"url": ▼"ftp://hooks.example.com/x"}}' },
  ],
  [
    'hook h has invalid authorization type: basic',
    {
      hooks: '{"h": {"url": "https://hooks.example.com", "authorization": ▼"basic"}}',
    },
  ],
  ['exporters.s3.prefix must not end with a slash', { exporters: '{"s3": {"prefix": ▼"a/"}}' }],
  [
    'exporters.s3.endpoint must be a URL such as "https://s3.example.com"',
    { exporters: '{"s3": {"bucket_name": "b", "endpoint": ▼"s3.example.com"}}' },
  ],
  [
    'exporters.s3.endpoint must be a URL such as "https://s3.example.com"',
    { exporters: '{"s3": {"bucket_name": "b", "endpoint": ▼"https://id:secret@s3.example.com"}}' },
  ],
  [
    'exporters.s3 has access_key_id and no access_secret',
    { exporters: '{"s3": {"bucket_name": "b", "access_key_id": ▼"id"}}' },
  ],
  [
    'exporters.s3 has access_secret and no access_key_id',
    { exporters: '{"s3": {"bucket_name": "b", "access_secret": ▼"s"}}' },
  ],
  [
    'providers are configured but no grants or temp_grants defined; all access will be denied',
    { '▼providers': SOUND.providers, grants: '[]' },
  ],
  [
    'no grant in grants or temp_grants assigns role:admin; nobody will be able to manage this instance',
    { '▼grants': '[{"src": ["*"], "app": {"tailscale.com/cap/aperture": [{"models": "**"}]}}]' },
  ],
  [
    'provider x: model "claude-*" contains a wildcard, which matches nothing; list each model by its exact name',
    { providers: provider('"baseurl": "https://example.com", "models": [▼"claude-*"]') },
  ],
  [
    'provider x: model "m" is listed twice',
    {
      providers: provider('"baseurl": "https://example.com", "models": ["m", ▼"m"]'),
    },
  ],
  [
    'provider x: a model id must not be empty',
    {
      providers: provider('"baseurl": "https://example.com", "models": [▼""]'),
    },
  ],
  [
    'provider x has no models configured',
    { providers: provider('"baseurl": "https://e.com", "models": ▼[]') },
  ],
  [
    'provider x: baseurl ends in /v1, which requests bring along; leave it out of the baseurl',
    {
      providers: provider('"baseurl": ▼"https://example.com/api/v1/", "models": ["m"]'),
    },
  ],
  [
    'provider x: baseurl has a query or a fragment, which is ignored',
    {
      providers: provider('"baseurl": ▼"https://example.com/?api-version=1", "models": ["m"]'),
    },
  ],
  [
    'provider x: baseurl is no URL with http:// or https://; the provider is left out',
    {
      providers: provider('"baseurl": ▼"ftp://example.com", "models": ["m"]'),
    },
  ],
  [
    'provider x: baseurl must not hold a credential, use apikey; the provider is left out',
    {
      providers: provider('"baseurl": ▼"https://user:hunter2@example.com", "models": ["m"]'),
    },
  ],
  [
    'provider x: auth_mode: expected "" or "override" or "passthrough" or "none"; the provider is left out',
    {
      providers: provider(`${usable}, "auth_mode": ▼"passthru"`),
    },
  ],
  [
    'provider x: disabled: expected true or false, got a string; the provider is left out',
    {
      providers: provider(`${usable}, "disabled": ▼"true"`),
    },
  ],
  [
    'provider codex: the gateway has a path of this name; choose another id',
    {
      providers: `{▼"codex": {"apikey": "k", ${usable}}}`,
    },
  ],
  [
    'provider a/b: an id must not be empty nor hold "/" or white space; the provider is left out',
    {
      providers: `{▼"a/b": {"apikey": "k", ${usable}}}`,
    },
  ],
  [
    'provider x: apikey holds characters that no header can carry; requests that need the key are refused',
    {
      providers: `{"x": {${usable}, "apikey": ▼"a\\nb"}}`,
    },
  ],
  [
    'provider x: the keyfile:: key is not JSON; requests that need the key are refused',
    {
      providers: `{"x": {${usable}, "apikey": ▼"keyfile::eyJ0eXBlIjoi"}}`,
    },
  ],
  [
    'provider x: model_cost_map match "gpt-[4" is malformed: a "[" is not closed or holds nothing to match, or a ' +
      '"\\" ends it; the entry is ignored',
    {
      providers: provider(
        `${usable}, "model_cost_map": [{"match": "*"}, {"match": ▼"gpt-[4", "as": "gpt-4"}]`,
      ),
    },
  ],
  [
    'provider x: model_info is given for "gtp-5", which is none of its models; did you mean "gpt-5"?',
    {
      providers: provider(
        '"baseurl": "https://example.com", "models": ["gpt-5"], "model_info": {▼"gtp-5": {"display_name": "GPT"}}',
      ),
    },
  ],
  [
    'provider x: model_info.m.max_output_tokens: expected at least 1',
    { providers: provider(`${usable}, "model_info": {"m": {"max_output_tokens": ▼0}}`) },
  ],
  [
    'unknown config key "context_window_token"; did you mean "context_window_tokens"?',
    { providers: provider(`${usable}, "model_info": {"m": {▼"context_window_token": 1}}`) },
  ],
  ['connector aperture: this id is reserved', { connectors: '{"servers": {▼"aperture": {}}}' }],
  [
    'connector a-b: an id must be letters and digits and start with a letter',
    {
      connectors: '{"servers": {▼"a-b": {}}}',
    },
  ],
  [
    'connector a: the label "system" is reserved',
    {
      connectors: '{"servers": {"a": {"labels": [▼"system"]}}}',
    },
  ],
  [
    'database.retention.duration must be empty, "0", or between "1h" and "3650d"',
    {
      database: '{"retention": {"duration": ▼"59m"}}',
    },
  ],
];

/** Conditions that stop a gateway from starting. */
const ERRORS: readonly (readonly [message: string, sections: Readonly<Record<string, string>>])[] = [
  ['unsubstituted macros: [var_name]', { hostname: '▼"${var_name}"' }],
  ['unsubstituted macros: [A B]', { hostname: '▼"${env:A} ${env:B}"' }],
  ['quota q: capacity must be an amount such as "$10.00"', { quotas: '{"q": {"capacity": ▼"10"}}' }],
  ['quota q: capacity: expected a string, got a number', { quotas: '{"q": {"capacity": ▼10}}' }],
  ['quota q: capacity is missing', { quotas: '{▼"q": {"rate": "$1.00/day"}}' }],
  [
    'quota q: rate must be an amount per min, hour, day, week or month, such as "$5.00/day"',
    {
      quotas: '{"q": {"capacity": "$1.00", "rate": ▼"$1.00/year"}}',
    },
  ],
  ['quota q: on_exceed: expected "reject"', { quotas: '{"q": {"capacity": "$1.00", "on_exceed": ▼"warn"}}' }],
  [
    'identity[0].issuer is missing',
    { identity: '[▼{"type": "jwt", "jwks_url": "https://a.example/k", "audience": "a"}]' },
  ],
  [
    'identity[0].audience: expected a string or a list, got a number',
    { identity: '[{"type": "jwt", "issuer": "i", "jwks_url": "https://a.example/k", "audience": ▼5}]' },
  ],
  ['identity: expected a list, got an object', { identity: '▼{}' }],
  [
    'config key "__proto__" is not allowed',
    { hooks: '{▼"__proto__": {"url": "https://hooks.example.com"}}' },
  ],
  ['expected a comma', { hostname: '"a" ▼"b"' }],
];

const load = (sections: Readonly<Record<string, string>>, mode: CheckMode) => {
  const { text, place } = documentOf(sections);
  return { ...loadConfig(text, { mode }), place };
};

describe('a gateway starts with a warning', () => {
  it.each(WARNINGS)('%s', (message, sections) => {
    const { snapshot, problems, place } = load(sections, 'start');
    expect(problems).toContainEqual(expect.objectContaining({ level: 'warning', message, ...place }));
    expect(snapshot?.warnings).toEqual(problems);
  });
});

describe.each(['save', 'validate'] as const)('%s refuses', (mode) => {
  it.each(WARNINGS)('%s', (message, sections) => {
    const { snapshot, problems, place } = load(sections, mode);
    expect(snapshot).toBeNull();
    expect(problems).toContainEqual(expect.objectContaining({ level: 'error', message, ...place }));
  });
});

describe.each(['start', 'save', 'validate'] as const)('%s refuses', (mode) => {
  it.each(ERRORS)('%s', (message, sections) => {
    const { snapshot, problems, place } = load(sections, mode);
    expect(snapshot).toBeNull();
    expect(problems).toContainEqual(expect.objectContaining({ level: 'error', message, ...place }));
  });
});

it.each(['start', 'save', 'validate'] as const)('says nothing of a sound config: %s', (mode) => {
  expect(load({}, mode).problems).toEqual([]);
});

it('only mentions a missing apikey when a gateway starts', () => {
  const sections = { providers: `{▼"x": {${usable}}}` };
  const message = 'provider x has no apikey configured; requests go to it without a credential';
  const { problems, place } = load(sections, 'start');
  expect(problems).toEqual([{ level: 'warning', message, path: ['providers', 'x', 'apikey'], ...place }]);
  for (const mode of ['save', 'validate'] as const) expect(load(sections, mode).problems).toEqual([]);
  for (const auth of ['passthrough', 'none']) {
    const quiet = { providers: `{"x": {${usable}, "auth_mode": "${auth}"}}` };
    expect(load(quiet, 'start').problems).toEqual([]);
  }
});

it('only mentions loopback behind a daemon with userspace when a gateway starts', () => {
  const after = (more: string) => ({ identity: `[{"type": "tailscale"${more}}, ▼{"type": "loopback"}]` });
  const message =
    'loopback stands beside a tailscale source with userspace; what the daemon passes on and knows nobody for would be (loopback)';
  const { problems, place } = load(after(', "userspace": true'), 'start');
  expect(problems).toEqual([{ level: 'warning', message, path: ['identity', 1], ...place }]);
  for (const mode of ['save', 'validate'] as const) {
    expect(load(after(', "userspace": true'), mode).problems).toEqual([]);
  }
  expect(load(after(''), 'start').problems).toEqual([]);
});

it('takes references to what was left out for no typo', () => {
  const { problems } = load(
    {
      providers: '{"x": {"baseurl": 5, "apikey": "k", "models": ["m"]}}',
      hooks: '{"h": {"preference": "high"}}',
      grants: capability('"models": "x/**", "send_hooks": [{"name": "h"}]'),
    },
    'start',
  );
  expect(problems.map(({ message }) => message)).toEqual([
    'provider x: baseurl: expected a string, got a number; the provider is left out',
    'hook h: preference: expected a number, got a string; the hook is left out',
  ]);
});

it('looks behind macros for references, and quotes what was written', () => {
  const { text } = documentOf({
    quotas: '{"daily": {"capacity": "$1.00"}}',
    grants: capability(
      '"quotas": [{"bucket": "${env:DAILY}"}, {"bucket": "${env:OTHER}"}], "models": "${env:P}/**"',
    ),
  });
  const macros = { env: (name: string) => ({ DAILY: 'daily', OTHER: 'other', P: 'openai' })[name] };
  expect(loadConfig(text, { macros }).problems.map(({ message }) => message)).toEqual([
    'quotas references undefined quota "${env:OTHER}"',
  ]);
});

it.each([
  ['a built-in server', 'mcp_tools', 'internal/*', '{}'],
  ['a server that registered itself', 'mcp_resources', 'auto1/*', '{"accept_registrations": true}'],
  ['a declared server', 'mcp_templates', 'git*/**', '{"servers": {"github": {"url": "https://m.example"}}}'],
  ['any server', 'mcp_tools', '**', '{}'],
])('knows %s', (_, field, pattern, mcp) => {
  expect(load({ grants: capability(`"${field}": "${pattern}"`), mcp }, 'start').problems).toEqual([]);
});

it('accepts every key of the documentation', () => {
  const { snapshot, problems } = load(
    {
      $schema: '"https://example.com/schema.json"',
      providers: `{"p": {
        "baseurl": "https://example.com", "models": ["m"], "apikey": "k", "authorization": "hec", "auth_mode": "",
        "name": "n", "description": "d", "compatibility": {"openai_chat": true, "bedrock_converse": false},
        "preference": -1, "disabled": false, "cost_basis": "azure-eu", "upstream": "openai", "tailnet": true,
        "model_cost_map": [{"match": "m*", "as": "n", "adjustment": 1.1}], "add_headers": ["X-A: b"]}}`,
      grants: capability(`"role": "user", "models": "p/**", "quotas": [{"bucket": "daily:<user>"}],
        "send_hooks": [{"name": "h", "events": ["pre_request"], "send": ["tools", "grants"]}], "add_headers": [],
        "connectors": ["github/**", "label:x"], "enable_chat_ui": true, "read_metrics": true, "read_pricing": true,
        "filterable_headers": ["a"], "skills": 1, "direct_paths": [], "set_cors": true, "cors_paths": ["/v1/*"],
        "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET",
        "Access-Control-Allow-Headers": "x"`),
      temp_grants: '[{"src": [], "dst": ["*"], "ip": ["*"], "app": {"example.com/cap/other": [{"any": 1}]}}]',
      quotas:
        '{"daily:<user>": {"capacity": "$10.00", "rate": "$5.00/day", "on_exceed": "reject"}, "once": {"capacity": "$0.00"}}',
      hooks: `{"h": {"url": "https://h.example", "apikey": "k", "authorization": "x-api-key", "timeout": "500ms",
        "disabled": true, "fail_policy": "fail_closed", "preference": 1}}`,
      exporters: `{"s3": {"endpoint": "", "bucket_name": null, "region": "eu-west-1", "prefix": "a/b",
        "access_key_id": null, "access_secret": "s", "every": 60, "limit": 20000}}`,
      database: `{"retention": {"duration": "30d", "require_export": true, "purge": ["captures", "tools"]},
        "headers": {"filterable": [{"name": "X-Team", "redact_values": true}]}}`,
      auto_cost_basis: 'false',
      mcp: '{"accept_registrations": false, "servers": {"a": {"url": "http://a.example"}}}',
      connectors: `{"servers": {"github": {"protocol": "mcp", "url": "https://g.example", "labels": ["x"],
        "auth": {"type": "api_key", "secret": "s", "name": "X-Key", "in": "header"}}}}`,
      flags: '{"connectors": {"value": true}}',
      chat_models: '["m"]',
      hostname: '"ai"',
      server: `{"host": "::", "port": 0, "base_path": "/ai/", "hosts": ["AI.example.com"], "trusted_proxies": ["::1"],
        "max_body_bytes": 1, "max_header_bytes": 1024, "drain": 0,
        "deadlines": {"connect": "1s", "first_byte": "1m", "idle": 0, "total": "1h"}}`,
    },
    'validate',
  );
  expect(problems).toEqual([]);
  expect(snapshot?.server).toEqual({
    host: '::',
    port: 0,
    basePath: '/ai',
    hosts: ['ai.example.com'],
    trustedProxies: ['::1'],
    maxBodyBytes: 1,
    maxHeaderBytes: 1024,
    deadlines: { connect: 1000, firstByte: 60_000, idle: 0, total: 3_600_000 },
    drain: 0,
  });
});
