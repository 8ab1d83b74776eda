import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { partsOf } from './answer-text.ts';

const said = (value: unknown): string[] =>
  partsOf(JSON.stringify(value)).map(({ kind, name, text }) => [kind, name, text].filter(Boolean).join(': '));

it.each([
  [
    'the Responses API',
    {
      output: [
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] },
        { type: 'message', content: [{ type: 'output_text', text: 'hi' }] },
        { type: 'function_call', name: 'shell', arguments: '{"a":1}' },
        { type: 'custom_tool_call', name: 'apply_patch', input: '*** Begin' },
        { type: 'web_search_call' },
      ],
    },
    ['thought: hm', 'text: hi', 'tool: shell: {"a":1}', 'tool: apply_patch: *** Begin'],
  ],
  [
    'chat',
    {
      choices: [
        { message: { content: 'hi', tool_calls: [{ function: { name: 'read', arguments: '{}' } }] } },
      ],
    },
    ['text: hi', 'tool: read: {}'],
  ],
  [
    'Anthropic',
    {
      content: [
        { type: 'thinking', thinking: 'hm' },
        { type: 'text', text: 'hi' },
        { type: 'tool_use', name: 'Bash', input: { command: 'ls' } },
      ],
    },
    ['thought: hm', 'text: hi', 'tool: Bash: {"command":"ls"}'],
  ],
  [
    'Gemini',
    {
      candidates: [
        {
          content: {
            parts: [
              { text: 'hm', thought: true },
              { text: 'hi' },
              { functionCall: { name: 'f', args: { a: 1 } } },
            ],
          },
        },
      ],
    },
    ['thought: hm', 'text: hi', 'tool: f: {"a":1}'],
  ],
  [
    'Converse',
    { output: { message: { content: [{ text: 'hi' }, { toolUse: { name: 'f', input: {} } }] } } },
    ['text: hi', 'tool: f: {}'],
  ],
])('of %s', (_format, answer, expected) => expect(said(answer)).toEqual(expected));

it('of whatever a provider may send is some list of texts', () => {
  const keys = fc.constantFrom(
    'output',
    'choices',
    'content',
    'candidates',
    'message',
    'type',
    'text',
    'name',
    'parts',
    'summary',
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('message', 'text', 'tool_use', null, 1, true),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(value, (answer) => {
      for (const { text } of partsOf(JSON.stringify(answer))) expect(typeof text).toBe('string');
    }),
  );
  expect(partsOf('no JSON')).toEqual([]);
});
