/** curl. */
import type { Client } from '../client.ts';
import { CHAT } from '../speech.ts';

export const CURL: Client = {
  id: 'curl',
  title: 'curl',
  hint: 'No credential at all: the gateway knows who calls.',
  speaks: CHAT,
  basePath: '',
  pays: 'organisation',
  guide: 'getting-started.md',
  snippets: ({ base, model }) => [
    {
      where: 'in a terminal',
      code: `curl ${base}/v1/chat/completions \\
  -H 'content-type: application/json' \\
  -d '{"model": "${model}", "messages": [{"role": "user", "content": "say hi"}]}'
`,
    },
  ],
};
