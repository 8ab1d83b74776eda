import { expect, it } from 'vitest';
import { loadConfig } from '../load.ts';

it('keeps what is said of the models that the provider has', () => {
  const provider = {
    baseurl: 'https://models.example.com',
    models: ['a', 'b/c:1'],
    model_info: {
      a: { display_name: 'A', context_window_tokens: 1, max_output_tokens: 2, capabilities: ['vision'] },
      'b/c:1': { display_name: '' },
      nope: { display_name: 'Nope' },
    },
  };
  const { snapshot } = loadConfig({ providers: { p: provider } });
  expect([...(snapshot?.providers.get('p')?.modelInfo ?? [])]).toEqual([
    ['a', { displayName: 'A', contextWindow: 1, maxOutput: 2, capabilities: ['vision'] }],
    ['b/c:1', { displayName: null, contextWindow: null, maxOutput: null, capabilities: null }],
  ]);
});
