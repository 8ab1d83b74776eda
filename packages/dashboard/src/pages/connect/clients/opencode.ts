/** opencode. */
import type { Client, Place, Snippet } from '../client.ts';
import { MESSAGES, RESPONSES } from '../speech.ts';

const HINT = 'The key is a placeholder, which ends at the gateway.';

export const OPENCODE: Client = {
  id: 'opencode',
  title: 'opencode',
  hint: HINT,
  speaks: RESPONSES,
  basePath: '/v1',
  pays: 'organisation',
  guide: 'opencode.md',
  snippets: (place) => [
    configFile({ id: 'aperture', sdk: '@ai-sdk/openai', name: 'Aperture' }, place),
    { where: 'in a terminal', code: `opencode run -m aperture/${place.model} "say hi"\n` },
  ],
};

export const OPENCODE_ANTHROPIC: Client = {
  id: 'opencode-anthropic',
  title: 'opencode, Anthropic’s models',
  hint: HINT,
  speaks: MESSAGES,
  basePath: '/v1',
  pays: 'organisation',
  guide: 'opencode.md',
  snippets: (place) => [
    configFile({ id: 'aperture-anthropic', sdk: '@ai-sdk/anthropic', name: 'Aperture (Anthropic)' }, place),
  ],
};

/** A config with one provider, which speaks by an SDK of Vercel's. */
function configFile(
  { id, sdk, name }: { readonly id: string; readonly sdk: string; readonly name: string },
  { base, model }: Place,
): Snippet {
  return {
    where: '~/.config/opencode/opencode.json',
    code: `{
  "$schema": "https://opencode.ai/config.json",
  "model": "${id}/${model}",
  "provider": {
    "${id}": {
      "npm": "${sdk}",
      "name": "${name}",
      "options": { "baseURL": "${base}/v1", "apiKey": "no-key-needed" },
      "models": { "${model}": {} }
    }
  }
}
`,
  };
}
