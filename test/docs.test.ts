/** What the documentation shows exists, and what it tells people to copy is right. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '@aperturejs/core';
import { FORMATS } from '../packages/core/src/formats/table.ts';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

const pages = [
  ...readdirSync(root),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => `docs/${file}`),
].filter((file) => file.endsWith('.md'));

const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

describe.each(pages)('%s', (page) => {
  it('links to what is there', () => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(
      ([, link = '']) => link,
    );
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });

  it('shows configs without mistakes', () => {
    const snippets = [...textOf(page).matchAll(/```(?:jsonc|hujson)\n(\{[^]*?)```/g)].map(
      ([, text = '']) => text,
    );
    // Sections on their own are shown in configs that lack the rest; what stands there must be right all the same.
    const configs = snippets.filter((text) => /^ {2}"(?:providers|grants|identity|server)"/m.test(text));
    const findings = configs.flatMap(
      (text) => loadConfig(text, { macros: { env: () => 'x', file: () => 'x' } }).problems,
    );
    const mistakes = findings.filter(
      ({ level, message }) => level === 'error' || /unknown|expected|must|invalid/.test(message),
    );
    expect(mistakes.map(({ message }) => message)).toEqual([]);
  });
});

describe('docs/reference/endpoints.md', () => {
  /** One line a path; versions and verbs of the same path stay apart, so that each can be found by search. */
  const rows = FORMATS.flatMap(({ flags, endpoints }) =>
    endpoints
      .filter(({ after }) => after.includes('none') || after.includes('codex'))
      .map(({ path, after, methods = ['POST'], model, bodies = ['json'] }) => {
        const prefix = after.includes('none') ? '' : '/codex';
        const place = path.includes('{model}')
          ? 'path'
          : model === 'none'
            ? 'none: `/<provider>` in front'
            : model === 'account'
              ? "none: the caller's account"
              : bodies.map((type) => (type === 'json' ? 'body' : 'form')).join(' or ');
        return `| ${flags.map((flag) => `\`${flag}\``).join(', ')} | ${methods.join(', ')} | \`${prefix}${path}\` | ${place} |`;
      }),
  );
  const sockets = FORMATS.flatMap(({ flags, sockets = [] }) =>
    sockets.map(({ path, after, model }) => {
      const prefix = after.includes('none') ? '' : after.includes('codex') ? '/codex' : '/<provider>';
      const names = flags.map((flag) => `\`${flag}\``).join(', ');
      return `| ${names} | \`${prefix}${path}\` | ${model === 'query' ? 'query' : 'each message'} |`;
    }),
  );
  const page = `# Endpoints

Every path that is routed to a provider, by the \`compatibility\` flags of which the provider must have one. All of them are
also found below a provider's id (\`/openai/v1/responses\`), which then is the only one that is asked; there OpenAI's paths may
leave out \`/v1\`. The model stands in the path, in the JSON body, or in a field of the form.

[Lists of models](../guide/models.md) (\`/v1/models\`, \`/v1beta/models\`, \`/codex/models\`) are answered beside these.

A flag that a provider does not set is off. Only \`openai_chat\` is on by itself, as long as no other flag is.

| flag | method | path | model in |
|---|---|---|---|
${rows.join('\n')}

## WebSockets

Relayed to providers with \`websockets\` in the [config](config.md#providers), by default the ChatGPT backend and
\`api.openai.com\`. These too are found below a provider's id.

| flag | path | model in |
|---|---|---|
${sockets.join('\n')}

Realtime without a model in the query (\`call_id\`, \`intent\`) is about what the provider keeps: it needs the provider's id in
front of the path, and a grant for all of its models. Its keys may stand among the subprotocols
(\`openai-insecure-api-key.…\`), as browsers send them; they are credentials like those in headers.
`;

  it('is what the code says; rewrite it with `npm run vitest -- run test/docs.test.ts -u`', async () => {
    await expect(page).toMatchFileSnapshot('../docs/reference/endpoints.md');
  });
});
