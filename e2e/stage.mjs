/** Everything a test needs: the vendors' stand-ins, a gateway between a tap and them, and homes for the clients. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeClaudeHome } from './claude/home.mjs';
import { claudePrint } from './claude/print.mjs';
import { codexExec } from './codex/exec.mjs';
import { makeCodexHome } from './codex/home.mjs';
import { startFace } from './faces.mjs';
import { makeOpencodeHome } from './opencode/home.mjs';
import { opencodeRun } from './opencode/run.mjs';
import { startAnthropicApi } from './stubs/anthropic-api.mjs';
import { startChatgptBackend } from './stubs/chatgpt-backend.mjs';
import { startElsewhere } from './stubs/elsewhere.mjs';
import { startOpenaiPlatform } from './stubs/openai-platform.mjs';
import { startTap } from './stubs/tap.mjs';

/** What Claude Code takes for a recent model. */
export const CLAUDE = 'claude-sonnet-5-5';

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

/** The provider for Claude plans, as the guide has it. */
export const claudePlan = (anthropic, models = anthropic.models) => ({
  baseurl: anthropic.baseurl,
  authorization: 'x-api-key',
  auth_mode: 'passthrough',
  models,
  compatibility: { anthropic_messages: true },
});

/** The same vendor with the organisation's key. */
export const anthropicKey = (anthropic, models = anthropic.models) => ({
  baseurl: anthropic.baseurl,
  authorization: 'x-api-key',
  apikey: anthropic.key,
  models,
  compatibility: { anthropic_messages: true },
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
 *   config?: (vendors: Record<string, any>) => object | string,
 *   chatgptModels?: string[],
 *   etag?: string,
 *   platformModels?: string[],
 *   anthropic?: Parameters<typeof startAnthropicApi>[0],
 *   others?: Record<string, () => Promise<{ close(): Promise<void> }>>,
 * }} [settings] `others` starts further vendors, by the names that `config` and the test have for them
 */
export async function setStage({
  face = 'aperture serve',
  config = plain,
  chatgptModels = ['gpt-5.3-codex'],
  etag,
  platformModels = ['gpt-5.3-codex'],
  anthropic: anthropicOptions,
  others = {},
} = {}) {
  const closing = [];
  const keep = (thing) => {
    closing.unshift(() => thing.close());
    return thing;
  };
  const chatgpt = keep(await startChatgptBackend({ models: chatgptModels, etag }));
  const platform = keep(await startOpenaiPlatform({ models: platformModels }));
  const anthropic = keep(await startAnthropicApi({ models: [CLAUDE], ...anthropicOptions }));
  const vendors = { chatgpt, platform, anthropic };
  for (const [name, start] of Object.entries(others)) vendors[name] = keep(await start());
  const elsewhere = keep(await startElsewhere());

  const directory = await mkdtemp(join(tmpdir(), 'aperture-e2e-'));
  closing.unshift(() => rm(directory, { recursive: true, force: true }));
  const file = join(directory, 'aperture.hujson');
  const writeConfig = (value) =>
    writeFile(file, typeof value === 'string' ? value : JSON.stringify(value, null, 2));
  await writeConfig(config(vendors));

  const gateway = keep(await startFace(face, file));
  const tap = keep(await startTap(gateway.url));

  return {
    ...vendors,
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
    /**
     * A Claude Code that knows the gateway; `path` is what follows the origin in its ANTHROPIC_BASE_URL. A `bare` one
     * knows only what its settings say.
     */
    async claude({ path = '', headers = {}, env, bare = false, ...options } = {}) {
      const lines = Object.entries({ ...gateway.headers, ...headers }).map((field) => field.join(': '));
      const home = await makeClaudeHome({
        ...options,
        elsewhere: elsewhere.url,
        env: {
          ...(!bare && { ANTHROPIC_BASE_URL: tap.url + path, ANTHROPIC_MODEL: CLAUDE }),
          ...(lines.length > 0 && { ANTHROPIC_CUSTOM_HEADERS: lines.join('\n') }),
          ...env,
        },
      });
      closing.unshift(() => home.remove());
      return { workspace: home.workspace, print: (prompt, ...args) => claudePrint(home, prompt, args) };
    },
    /** An opencode with this `opencode.json`. */
    async opencode(options) {
      const home = await makeOpencodeHome({ elsewhere: elsewhere.url, ...options });
      closing.unshift(() => home.remove());
      return { run: (prompt, ...args) => opencodeRun(home, prompt, args) };
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
