/** Codex. */
import type { Client, Snippet } from '../client.ts';
import { RESPONSES } from '../speech.ts';

const TRY: Snippet = { where: 'in a terminal', code: 'codex exec "say hi"\n' };

export const CODEX_CHATGPT: Client = {
  id: 'codex-chatgpt',
  title: 'Codex on ChatGPT',
  hint: 'Sign in first: codex login. Your own plan pays; the gateway hands your token on and keeps none of it.',
  speaks: RESPONSES,
  basePath: '/codex',
  pays: 'caller',
  guide: 'codex.md',
  snippets: ({ base, model }) => [configFile(`${base}/codex`, model, 'requires_openai_auth = true\n'), TRY],
};

export const CODEX_KEY: Client = {
  id: 'codex-key',
  title: 'Codex on a key',
  hint: 'Nobody signs in: the organisation’s key pays, and the gateway puts it in.',
  speaks: RESPONSES,
  basePath: '/v1',
  pays: 'organisation',
  guide: 'codex.md',
  snippets: ({ base, model }) => [configFile(`${base}/v1`, model), TRY],
};

/** @param more further lines of the provider */
function configFile(url: string, model: string, more = ''): Snippet {
  return {
    where: '~/.codex/config.toml',
    code: `model = "${model}"
model_provider = "aperture"

[model_providers.aperture]
name = "Aperture"
base_url = "${url}"
wire_api = "responses"
${more}`,
  };
}
