/** Claude Code. */
import type { Client } from '../client.ts';
import { MESSAGES } from '../speech.ts';

export const CLAUDE_PLAN: Client = {
  id: 'claude-plan',
  title: 'Claude Code on a plan',
  hint: 'Sign in first: claude, then /login. Set nothing else: ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN or an apiKeyHelper would be sent instead of your token.',
  speaks: MESSAGES,
  basePath: '',
  pays: 'caller',
  guide: 'claude-code.md',
  snippets: ({ base }) => [
    {
      where: '~/.claude/settings.json',
      code: `{
  "env": { "ANTHROPIC_BASE_URL": "${base}" }
}
`,
    },
    { where: 'in a terminal', code: 'claude -p "say hi"\n' },
  ],
};

export const CLAUDE_KEY: Client = {
  id: 'claude-key',
  title: 'Claude Code on a key',
  hint: 'Nobody signs in. Claude Code wants a credential before it asks anything, so it gets a placeholder, which ends at the gateway.',
  speaks: MESSAGES,
  basePath: '',
  pays: 'organisation',
  guide: 'claude-code.md',
  snippets: ({ base, model }) => [
    {
      where: '~/.claude/settings.json',
      code: `{
  "apiKeyHelper": "echo '-'",
  "env": { "ANTHROPIC_BASE_URL": "${base}" }
}
`,
    },
    { where: 'in a terminal', code: `claude -p --model ${model} "say hi"\n` },
  ],
};
