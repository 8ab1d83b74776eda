/** A fresh home for Gemini CLI: settings that ask no questions, and a way to nothing but this machine. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes one.
 *
 * @param {{
 *   elsewhere: string,
 *   env?: Record<string, string>,
 *   auth?: Record<string, string | boolean>,
 *   general?: Record<string, number>,
 *   applicationDefault?: object,
 * }} settings `elsewhere` is a proxy for everything but the gateway; `env` and `auth` (`security.auth` of settings.json)
 *   say how the user signs in, `general` is the section of that name, and `applicationDefault` is the file
 *   that GOOGLE_APPLICATION_CREDENTIALS names
 */
export async function makeGeminiHome({ elsewhere, env = {}, auth, general, applicationDefault }) {
  const root = await mkdtemp(join(tmpdir(), 'aperture-gemini-'));
  const workspace = join(root, 'workspace');
  await mkdir(workspace);
  await mkdir(join(root, '.gemini'));
  await writeFile(
    join(root, '.gemini', 'settings.json'),
    JSON.stringify({
      ...(auth && { security: { auth } }),
      ...(general && { general }),
      privacy: { usageStatisticsEnabled: false },
    }),
  );
  const credentials = join(root, 'application_default_credentials.json');
  if (applicationDefault) await writeFile(credentials, JSON.stringify(applicationDefault), { mode: 0o600 });
  return {
    workspace,
    env: {
      PATH: process.env.PATH,
      HOME: root,
      // Reports of failures go there.
      TMPDIR: root,
      // Whatever else it asks for is seen and refused; the gateway is reached directly.
      HTTPS_PROXY: elsewhere,
      NO_PROXY: '127.0.0.1',
      ...(applicationDefault && { GOOGLE_APPLICATION_CREDENTIALS: credentials }),
      ...env,
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
