import { describe, expect, it } from 'vitest';
import type { OfferedModelJson } from '../models/offered.ts';
import { choicesFor } from './choices.ts';
import { CLIENTS } from './clients.ts';

const client = (id: string) => CLIENTS.find((one) => one.id === id)!;

function offered(id: string, provider: string, endpoint: string, own = false): OfferedModelJson {
  return {
    id,
    object: 'model',
    created: 0,
    owned_by: provider,
    display_name: id,
    supported_endpoints: [endpoint],
    metadata: {
      provider: { id: provider, name: '', description: '', requires_client_auth: own, upstream: '' },
    },
  };
}

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
