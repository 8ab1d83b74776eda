/** A fresh home for Claude Code, which keeps it off the internet, and a made sign-in to a Claude plan. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FAR_AHEAD = Date.UTC(2099, 0, 1);

/**
 * Writes one.
 *
 * @param {{
 *   elsewhere: string,
 *   env?: Record<string, string>,
 *   settings?: object,
 *   token?: string,
 *   quiet?: boolean,
 * }} options `elsewhere` is the proxy for all that does not go to this machine; `env` what the user would export;
 *   `settings` the `settings.json`; `token` the access token of a signed-in plan; `quiet: false` leaves out what keeps
 *   Claude Code from probing its base URL, proxies among it
 */
export async function makeClaudeHome({ elsewhere, env = {}, settings, token, quiet = true }) {
  const root = await mkdtemp(join(tmpdir(), 'aperture-claude-'));
  const workspace = join(root, 'workspace');
  const config = join(root, '.claude');
  await mkdir(workspace);
  await mkdir(config);
  if (settings) await writeFile(join(config, 'settings.json'), JSON.stringify(settings));
  if (token)
    await writeFile(join(config, '.credentials.json'), JSON.stringify(signIn(token)), { mode: 0o600 });
  return {
    workspace,
    env: {
      PATH: process.env.PATH,
      HOME: root,
      CLAUDE_CONFIG_DIR: config,
      DISABLE_TELEMETRY: '1',
      DISABLE_ERROR_REPORTING: '1',
      DISABLE_AUTOUPDATER: '1',
      ...(quiet && {
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        HTTP_PROXY: elsewhere,
        HTTPS_PROXY: elsewhere,
        NO_PROXY: '127.0.0.1',
      }),
      ...env,
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** What `claude` keeps after a sign-in to a Max plan. */
const signIn = (accessToken) => ({
  claudeAiOauth: {
    accessToken,
    refreshToken: 'sk-ant-ort01-made',
    expiresAt: FAR_AHEAD,
    scopes: ['user:inference', 'user:profile'],
    subscriptionType: 'max',
    rateLimitTier: 'default_claude_max_20x',
  },
});
