/** A fresh CODEX_HOME: a config that keeps Codex off the internet, and a made ChatGPT sign-in. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Writes one.
 *
 * @param {{
 *   baseUrl: string,
 *   elsewhere: string,
 *   model?: string,
 *   signIn?: { authJson: object },
 *   provider?: Record<string, string | number | boolean | object>,
 *   env?: Record<string, string>,
 *   gatewayToken?: { token: string, delivery: { kind: 'header' | 'cookie', name: string } },
 *   version?: string,
 *   builtIn?: boolean,
 *   settings?: Record<string, string | number | boolean>,
 *   written?: string,
 * }} settings `baseUrl` is the gateway with `/codex`; `elsewhere` takes what Codex would send to OpenAI directly;
 *   `provider` adds to the provider block; `gatewayToken` is a second credential, for the
 *   gateway itself, which Codex asks a command for; without `signIn` nobody is signed in;
 *   `builtIn` takes Codex's own provider and moves it by `openai_base_url`; `settings` adds to the top of the config;
 *   `written` is what the user wrote into `config.toml`, in place of all that concerns the gateway
 */
export async function makeCodexHome({
  baseUrl,
  elsewhere,
  model = 'gpt-5.3-codex',
  signIn,
  provider = {},
  gatewayToken,
  env = {},
  version,
  builtIn = false,
  settings: top = {},
  written,
}) {
  const root = await mkdtemp(join(tmpdir(), 'aperture-codex-'));
  const workspace = join(root, 'workspace');
  const home = join(root, 'codex');
  await mkdir(workspace);
  await mkdir(home);

  const settings = {
    name: 'Aperture',
    base_url: baseUrl,
    wire_api: 'responses',
    requires_openai_auth: true,
    ...provider,
    ...(gatewayToken && { gateway_oauth: await gatewayOauth(root, gatewayToken) }),
  };
  // TOML takes JSON's strings, numbers and booleans as they are.
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${toml(value)}`);
  const own = `model = ${toml(model)}
${builtIn ? `openai_base_url = ${toml(baseUrl)}` : 'model_provider = "aperture"'}
${Object.entries(top)
  .map(([key, value]) => `${key} = ${toml(value)}`)
  .join('\n')}

[model_providers.aperture]
${lines.join('\n')}
`;
  await writeFile(
    join(home, 'config.toml'),
    `# Nothing but the gateway may be asked: telemetry, plugins and the account's own pages are off or answered here.
chatgpt_base_url = ${toml(`${elsewhere}/backend-api/`)}
check_for_update_on_startup = false

${written ?? own}
[analytics]
enabled = false
[otel]
exporter = "none"
metrics_exporter = "none"
trace_exporter = "none"
[feedback]
enabled = false
[features]
apps = false
plugins = false
remote_plugin = false
remote_models = false
`,
  );
  if (signIn) await writeFile(join(home, 'auth.json'), JSON.stringify(signIn.authJson), { mode: 0o600 });

  return {
    workspace,
    version,
    env: {
      PATH: process.env.PATH,
      HOME: root,
      CODEX_HOME: home,
      CODEX_REFRESH_TOKEN_URL_OVERRIDE: `${elsewhere}/oauth/token`,
      // A child of this process must reach loopback whatever proxy the machine has.
      NO_PROXY: '127.0.0.1',
      ...env,
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** Codex runs a file without arguments and takes what it prints for the token. */
async function gatewayOauth(root, { token, delivery }) {
  const command = join(root, 'print-token');
  await writeFile(command, `#!/bin/sh\nprintf %s '${token}'\n`, { mode: 0o700 });
  return { credential_export: { command }, delivery };
}

/** A table is written inline: `{ kind = "header" }`. */
function toml(value) {
  if (typeof value !== 'object') return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)} = ${toml(inner)}`)
    .join(', ')} }`;
}
