/** Everything a test needs: the vendors' stand-ins, a gateway between a tap and them, and homes for Codex. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codexExec } from './codex/exec.mjs';
import { makeCodexHome } from './codex/home.mjs';
import { startFace } from './faces.mjs';
import { startChatgptBackend } from './stubs/chatgpt-backend.mjs';
import { startElsewhere } from './stubs/elsewhere.mjs';
import { startOpenaiPlatform } from './stubs/openai-platform.mjs';
import { startTap } from './stubs/tap.mjs';

/** What one capability list looks like in a grant. */
export const grant = (src, ...capabilities) => ({ src, app: { 'tailscale.com/cap/aperture': capabilities } });

/** The subscription's provider, as the guide has it. */
export const codexOauth = (chatgpt, models = chatgpt.models) => ({
  baseurl: chatgpt.baseurl,
  authorization: 'bearer',
  auth_mode: 'passthrough',
  models,
  compatibility: { openai_chat: true, openai_responses: true },
});

/** The platform's provider, with the organisation's key. */
export const openaiKey = (platform, models = platform.models) => ({
  baseurl: platform.baseurl,
  apikey: platform.key,
  models,
  compatibility: { openai_chat: true, openai_responses: true },
});

/** Whoever the gateway knows may use every model of the subscription. */
const plain = ({ chatgpt }) => ({
  grants: [grant(['*'], { role: 'admin' }, { models: '**' })],
  providers: { 'codex-oauth': codexOauth(chatgpt) },
});

/**
 * Sets the stage.
 *
 * @param {{
 *   face?: string,
 *   config?: (vendors: { chatgpt: any, platform: any }) => object,
 *   chatgptModels?: string[],
 *   platformModels?: string[],
 * }} [settings]
 */
export async function setStage({
  face = 'aperture serve',
  config = plain,
  chatgptModels = ['gpt-5.3-codex'],
  platformModels = ['gpt-5.3-codex'],
} = {}) {
  const closing = [];
  const keep = (thing) => {
    closing.unshift(() => thing.close());
    return thing;
  };
  const chatgpt = keep(await startChatgptBackend({ models: chatgptModels }));
  const platform = keep(await startOpenaiPlatform({ models: platformModels }));
  const elsewhere = keep(await startElsewhere());

  const directory = await mkdtemp(join(tmpdir(), 'aperture-e2e-'));
  closing.unshift(() => rm(directory, { recursive: true, force: true }));
  const file = join(directory, 'aperture.hujson');
  const writeConfig = (value) => writeFile(file, JSON.stringify(value, null, 2));
  await writeConfig(config({ chatgpt, platform }));

  const gateway = keep(await startFace(face, file));
  const tap = keep(await startTap(gateway.url));

  return {
    chatgpt,
    platform,
    elsewhere,
    gateway,
    tap,
    writeConfig,
    /** A Codex that knows the gateway; `path` is what follows the origin in its base_url. */
    async codex({ path = '/codex', provider, ...settings } = {}) {
      const home = await makeCodexHome({
        ...settings,
        baseUrl: tap.url + path,
        elsewhere: elsewhere.url,
        provider: { http_headers: gateway.headers, ...provider },
      });
      closing.unshift(() => home.remove());
      return { workspace: home.workspace, exec: (...args) => codexExec(home, args) };
    },
    async close() {
      for (const end of closing) await end();
    },
  };
}

/** The calls of the model among the requests; Codex also asks for the list of models. */
export const calls = (requests) => requests.filter(({ method }) => method === 'POST');

/** One request is enough to see a refusal; by itself Codex asks six times. */
export const once = { request_max_retries: 0, stream_max_retries: 0 };
