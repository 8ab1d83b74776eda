/** A fresh home for opencode, which keeps it off the internet. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Writes one.
 *
 * @param {{ elsewhere: string, config: object, env?: Record<string, string> }} options `elsewhere` is the proxy for all that
 *   does not go to this machine; `config` the user's `opencode.json`
 */
export async function makeOpencodeHome({ elsewhere, config, env = {} }) {
  const root = await mkdtemp(join(tmpdir(), 'aperture-opencode-'));
  const workspace = join(root, 'workspace');
  const settings = join(root, '.config', 'opencode');
  await mkdir(workspace);
  await mkdir(settings, { recursive: true });
  await writeFile(join(settings, 'opencode.json'), JSON.stringify(config));
  return {
    workspace,
    env: {
      PATH: process.env.PATH,
      HOME: root,
      // It brings a list of models along, and would ask for a newer one, for itself in a newer version, and for the npm
      // package that plugins are written with.
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
      npm_config_offline: 'true',
      HTTP_PROXY: elsewhere,
      HTTPS_PROXY: elsewhere,
      NO_PROXY: '127.0.0.1',
      ...env,
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
