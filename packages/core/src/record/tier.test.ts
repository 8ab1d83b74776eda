/** How a vendor says that it processed a call, which changes its price. */
import { expect, it } from 'vitest';
import { FORMATS } from '../formats/table.ts';
import { noFacts } from './answer.ts';

it.each([
  [
    'openai_chat',
    [
      { id: 'c', choices: [], service_tier: 'default' },
      { choices: [], service_tier: 'flex' },
    ],
    'flex',
  ],
  [
    'openai_responses',
    [
      { type: 'response.created', response: { service_tier: 'auto' } },
      { type: 'response.completed', response: { id: 'r', service_tier: 'priority' } },
    ],
    'priority',
  ],
  ['openai_responses', [{ id: 'r', object: 'response', service_tier: 'flex' }], 'flex'],
  [
    'anthropic_messages',
    [
      { type: 'message_start', message: { usage: { input_tokens: 1, service_tier: 'batch' } } },
      { type: 'message_delta', delta: {}, usage: { output_tokens: 1 } },
    ],
    'batch',
  ],
  ['gemini_generate_content', [{ usageMetadata: { trafficType: 'ON_DEMAND_FLEX' } }], 'ON_DEMAND_FLEX'],
  ['bedrock_converse', [{ output: {}, serviceTier: { type: 'flex' } }], 'flex'],
  ['openai_chat', [{ id: 'c', choices: [] }], null],
])('%s, of %j', (name, messages, tier) => {
  const facts = noFacts();
  const read = FORMATS.find((format) => format.name === name)!.answers.createReader(facts, []);
  for (const message of messages) read(message, (message as { type?: string }).type ?? '');
  expect(facts.serviceTier).toBe(tier);
});
