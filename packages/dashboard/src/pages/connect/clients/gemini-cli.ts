/** Gemini CLI. */
import type { Client } from '../client.ts';
import { GEMINI } from '../speech.ts';

export const GEMINI_CLI: Client = {
  id: 'gemini',
  title: 'Gemini CLI',
  hint: 'The key is a placeholder, which ends at the gateway. Gemini CLI chooses between models by itself; name one that is listed here, or ask for all of them to be granted.',
  speaks: GEMINI,
  basePath: '',
  pays: 'organisation',
  guide: 'gemini-cli.md',
  snippets: ({ base, model }) => [
    {
      where: 'in a terminal, or your shell’s profile',
      code: `export GOOGLE_GEMINI_BASE_URL="${base}"
export GEMINI_API_KEY="not-needed"
`,
    },
    {
      where: '~/.gemini/settings.json',
      code: `{
  "security": { "auth": { "selectedType": "gemini-api-key" } }
}
`,
    },
    { where: 'in a terminal', code: `gemini --model ${model} -p "say hi"\n` },
  ],
};
