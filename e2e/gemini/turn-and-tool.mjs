/** What a user does first: says something, and lets the model run something. */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { fieldsOf } from '../fields.mjs';

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

/** What authenticates, in Google's APIs. */
const CREDENTIAL = /^(?:authorization|x-goog-api-key): ?/;

/**
 * Both through a gateway: how they turned out, and what of the three requests changed on the way.
 *
 * @param {{ tap: any, geminiCli: Function, complaints: () => string[] }} stage
 * @param {{ requests: any[] }} vendor the one that must be asked
 * @param {object} settings the user's
 */
export async function turnAndToolThrough(stage, vendor, settings) {
  const before = [stage.tap.requests().length, vendor.requests.length];
  const results = await turnAndTool(await stage.geminiCli(settings));
  const sent = stage.tap.requests().slice(before[0]);
  const arrived = vendor.requests.slice(before[1]);
  const of = (requests, tell) => requests.map((request) => tell(request));
  const credentials = (request) => fieldsOf(request).filter((field) => CREDENTIAL.test(field));
  const rest = (request) => fieldsOf(request).filter((field) => !CREDENTIAL.test(field));
  return {
    results,
    sent: of(sent, ({ url }) => url),
    arrived: of(arrived, ({ url }) => url),
    sentWith: of(sent, credentials),
    arrivedWith: of(arrived, credentials),
    /** Bytes of bodies and all other fields that are not the client's own any more. */
    changed: sent.filter(
      (request, index) =>
        request.sha256 !== arrived[index]?.sha256 || !isDeepStrictEqual(rest(request), rest(arrived[index])),
    ),
    complaints: stage.complaints(),
  };
}

/** What {@link turnAndToolThrough} comes to where all is well. */
export const worked = ({ sent, arrived, sentWith, arrivedWith }) => ({
  results: WORKED,
  sent: Array(3).fill(sent),
  arrived: Array(3).fill(arrived),
  sentWith: Array(3).fill(sentWith),
  arrivedWith: Array(3).fill(arrivedWith),
  changed: [],
  complaints: [],
});
