/** Everything a test of Google's APIs needs: the vendors' stand-ins, and a gateway between a tap and them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFace } from '../faces.mjs';
import { grant } from '../stage.mjs';
import { geminiExec } from '../gemini/exec.mjs';
import { makeGeminiHome } from '../gemini/home.mjs';
import { startCodeAssist } from '../stubs/code-assist.mjs';
import { startGeminiApi } from '../stubs/gemini-api.mjs';
import { startGoogleAccounts } from '../stubs/google-accounts.mjs';
import { startTap } from '../stubs/tap.mjs';
import { startVertexAi } from '../stubs/vertex-ai.mjs';

/** Whoever the gateway knows may use every model. */
export const OPEN = [grant(['*'], { role: 'admin' }, { models: '**' })];

/** The Gemini API, with the organisation's key. */
export const geminiKey = ({ baseurl, keys, models }) => ({
  baseurl,
  apikey: keys[0],
  authorization: 'x-goog-api-key',
  models,
  compatibility: { gemini_generate_content: true },
});

/** The Gemini API, with everybody's own credential. */
export const geminiOwn = ({ baseurl, models }) => ({
  baseurl,
  auth_mode: 'passthrough',
  models,
  compatibility: { gemini_generate_content: true },
});

const VERTEX_FORMATS = { google_generate_content: true, google_raw_predict: true };

/** Vertex AI, with the organisation's service account. */
export const vertexAccount = ({ baseurl, models }, { serviceAccount }) => ({
  baseurl,
  apikey: `keyfile::${Buffer.from(JSON.stringify(serviceAccount)).toString('base64')}`,
  models: Object.values(models).flat(),
  compatibility: { ...VERTEX_FORMATS, experimental_gemini_cli_vertex_compat: true },
});

/** Vertex AI in express mode, with the organisation's key. */
export const vertexExpress = ({ baseurl, key, models }) => ({
  baseurl,
  apikey: key,
  authorization: 'x-goog-api-key',
  models: models.google,
  compatibility: { google_generate_content: true },
});

/** Vertex AI, with everybody's own Google account. */
export const vertexOwn = ({ baseurl, models }) => ({
  baseurl,
  auth_mode: 'passthrough',
  models: Object.values(models).flat(),
  compatibility: VERTEX_FORMATS,
});

/** The backend of "Login with Google", with everybody's own account. */
export const codeAssistOwn = ({ baseurl, models }) => ({
  baseurl,
  auth_mode: 'passthrough',
  models,
  compatibility: { google_code_assist: true },
});

/**
 * Sets the stage.
 *
 * @param {{
 *   face?: string,
 *   config?: (vendors: { gemini: any, vertex: any, codeAssist: any, accounts: any }) => object | string,
 * } & Parameters<typeof startGeminiApi>[0]} [settings] without `config` there is no gateway; the rest is about the Gemini API
 */
export async function setGoogleStage({ face = 'aperture serve', config, ...options } = {}) {
  const closing = [];
  const keep = (thing) => {
    closing.unshift(() => thing.close());
    return thing;
  };
  const accounts = keep(await startGoogleAccounts());
  const gemini = keep(await startGeminiApi(options));
  const vertex = keep(
    await startVertexAi({
      accounts,
      models: { google: gemini.models, anthropic: ['claude-sonnet-4-5@20250929'] },
    }),
  );
  const codeAssist = keep(await startCodeAssist({ accounts, models: gemini.models }));
  const gateway =
    config && keep(await startGateway(face, config({ gemini, vertex, codeAssist, accounts }), closing));
  const tap = gateway && keep(await startTap(gateway.url));

  return {
    accounts,
    gemini,
    vertex,
    codeAssist,
    gateway,
    tap,
    /** What any of the vendors refused, and what a client asked for outside. */
    complaints: () => [
      ...gemini.objections,
      ...vertex.objections,
      ...accounts.objections,
      ...accounts.tunnels,
    ],
    /** A Gemini CLI whose user has these settings. */
    async geminiCli(settings) {
      const home = await makeGeminiHome({ elsewhere: accounts.url, ...settings });
      closing.unshift(() => home.remove());
      return (prompt, options) => geminiExec(home, prompt, options);
    },
    async close() {
      for (const end of closing) await end();
    },
  };
}

async function startGateway(face, config, closing) {
  const directory = await mkdtemp(join(tmpdir(), 'aperture-e2e-'));
  closing.unshift(() => rm(directory, { recursive: true, force: true }));
  const file = join(directory, 'aperture.hujson');
  await writeFile(file, typeof config === 'string' ? config : JSON.stringify(config, null, 2));
  return startFace(face, file);
}
