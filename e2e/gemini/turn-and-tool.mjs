/** What a user does first: says something, and lets the model run something. */
import { expect } from 'vitest';

export const MODEL = 'gemini-2.5-flash';

/**
 * Both, one after the other: three requests in all. The shell tool refuses to run what holds `$(…)`, so the number that
 * tells that a shell was at work is written in hexadecimal digits.
 *
 * @param {(prompt: string, options: { model: string }) => Promise<object>} gemini
 */
export const turnAndTool = async (gemini) => [
  await gemini('say hi', { model: MODEL }),
  await gemini('please run: printf made-%d 0x2a', { model: MODEL }),
];

/** How they turn out. The usage stands in the last event of a stream, so that came whole. */
export const WORKED = [
  { code: 0, text: 'You said: say hi', stats: usage(1) },
  { code: 0, text: expect.stringMatching(/^The tool said: .*made-42/s), stats: usage(2) },
].map((result) => expect.objectContaining(result));

function usage(requests) {
  const tokens = { prompt: 1200 * requests, cached: 1000 * requests, candidates: 24 * requests };
  return expect.objectContaining({
    models: { [MODEL]: expect.objectContaining({ tokens: expect.objectContaining(tokens) }) },
  });
}
