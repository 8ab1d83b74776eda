import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CLIENTS } from './clients.ts';

const guide = (page: string): string =>
  readFileSync(new URL(`../../../../../docs/guide/${page}`, import.meta.url), 'utf8');
const client = (id: string) => CLIENTS.find((one) => one.id === id)!;
const place = { base: 'http://127.0.0.1:8787', model: 'gpt-5.3-codex' };

describe('what a client is told', () => {
  it.each([
    ['codex-chatgpt', 'gpt-5.3-codex'],
    ['codex-key', 'gpt-5.3-codex'],
    ['claude-plan', ''],
    ['claude-key', ''],
    ['gemini', ''],
  ])('is what the guide tells: %s', (id, model) => {
    const { guide: page, snippets } = client(id);
    const text = guide(page);
    const files = snippets({ ...place, model }).filter(({ where }) => where !== 'in a terminal');
    expect(files).not.toEqual([]);
    // The guide does not repeat the head of the file for the way with a key.
    for (const { code } of files) expect(text).toContain(id === 'codex-key' ? code.split('\n\n')[1] : code);
  });

  it.each([
    ['opencode', 'gpt-5.3-codex'],
    ['opencode-anthropic', 'claude-sonnet-5-5'],
  ])('has the provider of the guide: %s', (id, model) => {
    const told = JSON.parse(client(id).snippets({ ...place, model })[0]!.code) as { provider: object };
    const block = /```json\n([^]*?)```/.exec(guide('opencode.md'))![1]!;
    const { provider } = JSON.parse(block) as { provider: object };
    expect(provider).toMatchObject(told.provider);
  });

  it('is the configuration of the ChatGPT page word for word, with this gateway in it', () => {
    const [file] = client('codex-chatgpt').snippets({
      base: 'https://ai.example/ai',
      model: 'gpt-5.3-codex',
    });
    expect(file).toEqual({
      where: '~/.codex/config.toml',
      code: [
        'model = "gpt-5.3-codex"',
        'model_provider = "aperture"',
        '',
        '[model_providers.aperture]',
        'name = "Aperture"',
        'base_url = "https://ai.example/ai/codex"',
        'wire_api = "responses"',
        'requires_openai_auth = true',
        '',
      ].join('\n'),
    });
  });

  it('names the model and the base path in every client', () => {
    for (const { id, basePath, snippets } of CLIENTS) {
      const all = snippets({ base: 'http://gate:1/x', model: 'the-model' })
        .map(({ code }) => code)
        .join('\n');
      expect(all, id).toContain(`http://gate:1/x${basePath}`);
      if (id !== 'claude-plan') expect(all, id).toContain('the-model');
    }
  });
});
