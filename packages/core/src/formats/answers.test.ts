import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noFacts, type AnswerFacts } from '../record/answer.ts';
import type { Usage } from '../record/usage.ts';
import { isObject } from '../record/value.ts';
import { anthropicMessages } from './anthropic-messages.ts';
import { geminiGenerateContent } from './gemini-generate-content.ts';
import { openaiChat } from './openai-chat.ts';
import { tellChatUsage, tellResponsesUsage } from './openai-usage.ts';
import { FORMATS } from './table.ts';

const PARTS: readonly (readonly [part: keyof Usage, whole: keyof Usage])[] = [
  ['cachedTokens', 'inputTokens'],
  ['cacheCreationInputTokens', 'inputTokens'],
  ['reasoningTokens', 'outputTokens'],
  ['imageOutputTokens', 'outputTokens'],
];

function read(answers: (typeof openaiChat)['answers'], ...messages: unknown[]): AnswerFacts {
  const facts = noFacts();
  const reader = answers.createReader(facts, []);
  for (const message of messages) reader(message, '');
  return facts;
}

describe('chat usage', () => {
  it.each<[string, object | null, Usage]>([
    ['nothing', null, {}],
    ['an empty object', {}, {}],
    [
      'totals',
      { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
      { inputTokens: 5, outputTokens: 2 },
    ],
    ['a total alone', { total_tokens: 7 }, { inputTokens: 7 }],
    ['no total', { prompt_tokens: 5, completion_tokens: 2 }, { inputTokens: 5, outputTokens: 2 }],
    [
      'a total that is too small',
      { prompt_tokens: 5, completion_tokens: 2, total_tokens: 1 },
      { inputTokens: 5, outputTokens: 2 },
    ],
    [
      'reasoning inside the completion',
      {
        prompt_tokens: 5,
        completion_tokens: 9,
        total_tokens: 14,
        completion_tokens_details: { reasoning_tokens: 8 },
      },
      { inputTokens: 5, outputTokens: 9, reasoningTokens: 8 },
    ],
    [
      'reasoning beside it',
      {
        prompt_tokens: 5,
        completion_tokens: 9,
        total_tokens: 22,
        completion_tokens_details: { reasoning_tokens: 8 },
      },
      { inputTokens: 5, outputTokens: 17, reasoningTokens: 8 },
    ],
    [
      'a rest that reasoning and cache explain alike',
      {
        prompt_tokens: 5,
        completion_tokens: 9,
        total_tokens: 18,
        prompt_tokens_details: { cached_tokens: 4 },
        completion_tokens_details: { reasoning_tokens: 4 },
      },
      { inputTokens: 5, outputTokens: 13, cachedTokens: 4, reasoningTokens: 4 },
    ],
    [
      'a rest that neither reasoning nor cache explains',
      {
        prompt_tokens: 5,
        completion_tokens: 9,
        total_tokens: 24,
        completion_tokens_details: { reasoning_tokens: 8 },
      },
      { inputTokens: 5, outputTokens: 9, reasoningTokens: 8 },
    ],
    [
      'searches',
      { prompt_tokens: 5, completion_tokens: 9, total_tokens: 14, num_search_queries: 3 },
      { inputTokens: 5, outputTokens: 9, webSearchCount: 3 },
    ],
  ])('of %s', (_name, told, usage) => {
    const seen: Usage = {};
    tellChatUsage(seen, told);
    expect(seen).toEqual(usage);
  });

  it('stays where a later chunk tells nothing', () => {
    const { usage } = read(
      openaiChat.answers,
      { usage: { prompt_tokens: 5 } },
      { usage: null },
      { usage: {} },
    );
    expect(usage).toEqual({ inputTokens: 5 });
  });
});

describe('Anthropic input', () => {
  const start = (usage: object): object => ({ type: 'message_start', message: { usage } });
  const delta = (usage: object): object => ({ type: 'message_delta', usage });

  it.each<[string, object, object, number]>([
    [
      'totals repeated',
      { input_tokens: 4, cache_read_input_tokens: 10 },
      { input_tokens: 4, cache_read_input_tokens: 10 },
      14,
    ],
    ['totals that grow by what tools read', { input_tokens: 4 }, { input_tokens: 400 }, 400],
    [
      'null later',
      { input_tokens: 4, cache_read_input_tokens: 10 },
      { input_tokens: null, cache_read_input_tokens: null },
      14,
    ],
    [
      'the cached part not repeated',
      { input_tokens: 4, cache_read_input_tokens: 10 },
      { input_tokens: 4 },
      14,
    ],
    [
      'a cached part told twice without the rest',
      { input_tokens: 4, cache_read_input_tokens: 10 },
      { cache_read_input_tokens: 10 },
      14,
    ],
    [
      'all of it first, its parts later',
      { input_tokens: 100 },
      { input_tokens: 20, cache_read_input_tokens: 80 },
      100,
    ],
    [
      'all of it first, only the cached part later',
      { input_tokens: 100 },
      { cache_read_input_tokens: 80 },
      100,
    ],
    ['too little first to be all of it', { input_tokens: 5 }, { cache_read_input_tokens: 80 }, 85],
    ['all of it cached', { input_tokens: 33 }, { input_tokens: -1, cache_read_input_tokens: 33 }, 33],
    ['zeros first', { input_tokens: 0 }, { input_tokens: 9, cache_creation_input_tokens: 1 }, 10],
    [
      'zeros later',
      { input_tokens: 9, cache_creation_input_tokens: 1 },
      { input_tokens: 0, cache_creation_input_tokens: 0 },
      10,
    ],
  ])('%s', (_name, first, later, input) => {
    const { usage } = read(anthropicMessages.answers, start(first), delta({ ...later, output_tokens: 7 }));
    expect(usage).toMatchObject({ inputTokens: input, outputTokens: 7 });
  });
});

it('takes the last count of Gemini, whatever came before', () => {
  const count = (candidatesTokenCount: number): object => ({
    usageMetadata: { promptTokenCount: 3, candidatesTokenCount },
  });
  expect(read(geminiGenerateContent.answers, count(1), count(5), count(9)).usage).toEqual({
    inputTokens: 3,
    outputTokens: 9,
  });
});

it('keeps parts below their totals where the vendor does', () => {
  const details = fc.record({
    cached_tokens: fc.nat(9),
    cache_write_tokens: fc.nat(9),
    reasoning_tokens: fc.nat(9),
    image_tokens: fc.nat(9),
  });
  const usage = fc.record({
    prompt: fc.integer({ min: 20, max: 99 }),
    completion: fc.integer({ min: 9, max: 99 }),
    total: fc.nat(300),
    input: details,
    output: details,
  });
  fc.assert(
    fc.property(usage, ({ prompt, completion, total, input, output }) => {
      const chat: Usage = {};
      tellChatUsage(chat, {
        prompt_tokens: prompt,
        completion_tokens: completion,
        total_tokens: total,
        prompt_tokens_details: input,
        completion_tokens_details: output,
      });
      const responses: Usage = {};
      tellResponsesUsage(responses, {
        input_tokens: prompt,
        output_tokens: completion,
        input_tokens_details: input,
        output_tokens_details: output,
      });
      for (const seen of [chat, responses]) {
        for (const [part, whole] of PARTS) expect(seen[part] ?? 0).toBeLessThanOrEqual(seen[whole] as number);
      }
    }),
  );
});

/** Any JSON that uses the names a reader looks for. */
function anything(names: readonly string[]): fc.Arbitrary<unknown> {
  return fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      fc.jsonValue({ maxDepth: 1 }),
      tie('object'),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
    object: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 8 }),
  }))['object'] as fc.Arbitrary<unknown>;
}

function namesIn(fields: unknown): string[] {
  if (Array.isArray(fields)) return fields.flatMap(namesIn);
  return isObject(fields) ? Object.keys(fields).concat(Object.values(fields).flatMap(namesIn)) : [];
}

describe.each(FORMATS)('$name', ({ answers }) => {
  const names = [...new Set([...namesIn(answers.fields), 'type', 'delta', 'index', '__proto__', 'toString'])];
  const types = fc.constantFrom(
    '',
    'messageStop',
    'metadata',
    'contentBlockStart',
    'message_start',
    'response.completed',
  );

  it('reads anything without an error, and tells only what is of use', () => {
    fc.assert(
      fc.property(fc.array(anything(names), { maxLength: 4 }), types, (messages, name) => {
        const facts = noFacts();
        const reader = answers.createReader(facts, []);
        for (const message of messages)
          reader(isObject(message) ? { type: name, ...message } : message, name);
        for (const count of Object.values(facts.usage))
          expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
        for (const text of [facts.model, facts.responseId, facts.stopReason, facts.error]) {
          expect(text === null || (typeof text === 'string' && text !== '')).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('rebuilds anything without an error', () => {
    fc.assert(
      fc.property(fc.array(anything(names), { maxLength: 4 }), types, (messages, name) => {
        const assembler = answers.createAssembler();
        for (const message of messages)
          assembler.add(isObject(message) ? { type: name, ...message } : message, name);
        JSON.stringify(assembler.finish());
      }),
      { numRuns: 100 },
    );
  });
});
