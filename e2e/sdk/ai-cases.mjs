/** What a program does with the Vercel AI SDK, whoever's model it asks. */
import { generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import { expect } from 'vitest';
import { drained } from './outcome.mjs';

const TWO_CALLS = 'call weather {"city":"Zürich"} and call weather {"city":"Bern"}';

const weather = tool({
  inputSchema: jsonSchema({
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  }),
  execute: ({ city }) => `rain in ${city}`,
});

/** The SDK makes ids and dates of its own; they are none of the vendor's doing. */
function settings(prompt) {
  let count = 0;
  return {
    prompt,
    maxRetries: 0,
    tools: { weather },
    stopWhen: stepCountIs(3),
    _internal: { generateId: () => `made-${count++}`, currentDate: () => new Date(0), now: () => 0 },
  };
}

const whole = async (model, prompt) => {
  const { text, finishReason, steps, totalUsage, warnings } = await generateText({
    model,
    ...settings(prompt),
  });
  return { text, finishReason, steps, totalUsage, warnings };
};
const streamed = async (model, prompt) => {
  const { fullStream } = streamText({ model, ...settings(prompt), onError() {} });
  return drained(fullStream);
};

const saying = (text) => ({ value: expect.objectContaining({ text }) });
const withPart = (type) => ({ value: expect.arrayContaining([expect.objectContaining({ type })]) });

/**
 * By title: how a model is asked, what (of a provider with the names of its `errors`: one before the answer, one within a
 * stream), and what must be there for the outcome to count as one.
 */
export const CASES = {
  'a text': [whole, () => 'say hi, größer', saying('You said: say hi, größer')],
  'tool calls, run by the SDK, and the answer to them': [
    whole,
    () => TWO_CALLS,
    saying(expect.stringMatching(/^The tool said: .*rain in Bern/s)),
  ],
  'a stream': [streamed, () => 'say hi, größer', withPart('finish')],
  'a stream of tool calls': [streamed, () => TWO_CALLS, withPart('tool-result')],
  'an error': [whole, ({ errors: [first] }) => `fail: ${first}`, { error: expect.anything() }],
  'an error within a stream': [streamed, ({ errors: [, second] }) => `break: ${second}`, withPart('error')],
};
