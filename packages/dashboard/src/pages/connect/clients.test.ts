import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { OfferedModel } from '../models/offered.ts';
import { choicesFor, CLIENTS } from './clients.ts';

const guide = (page: string): string =>
  readFileSync(new URL(`../../../../../docs/guide/${page}`, import.meta.url), 'utf8');
const client = (id: string) => CLIENTS.find((one) => one.id === id)!;
const place = { base: 'http://127.0.0.1:8787', model: 'gpt-5.3-codex' };

function offered(id: string, provider: string, endpoint: string, own = false): OfferedModel {
  const description = { id: provider, name: '', description: '', requires_client_auth: own };
  return { id, supported_endpoints: [endpoint], metadata: { provider: description } };
}

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

describe('the models to choose from', () => {
  const RESPONSES = '/v1/responses';

  it('are those that speak the client’s API and are paid for as it expects', () => {
    const models = [
      offered('gpt-5', 'openai', RESPONSES),
      offered('gpt-5.3-codex', 'codex-oauth', RESPONSES, true),
      offered('claude', 'anthropic', '/v1/messages'),
    ];
    expect(choicesFor(client('codex-chatgpt'), models)).toEqual([
      { name: 'gpt-5.3-codex', provider: 'codex-oauth' },
    ]);
    expect(choicesFor(client('codex-key'), models)).toEqual([{ name: 'gpt-5', provider: 'openai' }]);
    expect(choicesFor(client('claude-key'), models)).toEqual([{ name: 'claude', provider: 'anthropic' }]);
    expect(choicesFor(client('curl'), models)).toEqual([]);
  });

  it('name their provider where the bare name might lead to somebody else who pays', () => {
    const models = [
      offered('gpt-5', 'openai', RESPONSES),
      offered('gpt-5', 'codex-oauth', RESPONSES, true),
      offered('gpt-5', 'azure', RESPONSES),
    ];
    expect(choicesFor(client('codex-chatgpt'), models)).toEqual([
      { name: 'codex-oauth/gpt-5', provider: 'codex-oauth' },
    ]);
    expect(choicesFor(client('codex-key'), models).map(({ name }) => name)).toEqual([
      'openai/gpt-5',
      'azure/gpt-5',
    ]);
  });

  it('are none whose name would end the quotes it stands in', () => {
    const models = ['a"b', "a'b", 'a\nb', 'a b', '$(x)', 'vendor/fine:free'].map((id) =>
      offered(id, 'p', RESPONSES),
    );
    expect(choicesFor(client('codex-key'), models).map(({ name }) => name)).toEqual(['vendor/fine:free']);
  });
});
