/** Every refusal of the gateway's table, as Google's SDK and the Vercel AI SDK with it tell it to their application. */
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { GoogleGenAI } from '@google/genai';
import { generateText } from 'ai';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failed } from '../../google/genai-calls.mjs';
import { CASE, startRefusingHost } from '../../refusing-host.mjs';

const PAGE = readFileSync(new URL('../../../docs/reference/errors.md', import.meta.url), 'utf8');
/** Codes and their statuses, by the first table of the page, which a test of the core holds to the code. */
const CODES = Array.from(PAGE.matchAll(/^\| `(\w+)` \| (\d+) \|/gm), ([, code, status]) => [
  code,
  Number(status),
]);

const messageOf = (code) => `${code} is what the user reads, größer als das`;

let host;
beforeAll(async () => {
  const statuses = new Map(CODES);
  host = await startRefusingHost((name) => {
    const [code] = name.split(' ', 1);
    return { code, status: statuses.get(code), message: messageOf(code) };
  });
});
afterAll(() => host?.close());

test.each(CODES)('@google/genai tells of %s (%i) after one request', async (code, status) => {
  for (const method of ['generateContent', 'generateContentStream']) {
    const name = `${code} ${method}`;
    const ai = new GoogleGenAI({
      apiKey: 'not-needed',
      httpOptions: { baseUrl: host.url, headers: { [CASE]: name } },
    });
    const error = await failed(ai.models[method]({ model: 'made', contents: 'hi' }));
    expect(error).toMatchObject({ name: 'ApiError', status });
    expect(JSON.parse(error.message).error).toMatchObject({ code: status, message: messageOf(code) });
    expect(host.requests(name)).toBe(1);
  }
});

test('the Vercel AI SDK shows the message of each', async () => {
  const shown = await Promise.all(
    CODES.map(async ([code]) => {
      const headers = { [CASE]: `${code} ai` };
      const google = createGoogleGenerativeAI({
        baseURL: `${host.url}/v1beta`,
        apiKey: 'not-needed',
        headers,
      });
      const { message } = await failed(generateText({ model: google('made'), prompt: 'hi' }));
      return [message.replace('Failed after 3 attempts. Last error: ', ''), host.requests(`${code} ai`)];
    }),
  );
  expect(shown).toEqual(
    CODES.map(([code, status]) => [messageOf(code), [409, 429].includes(status) || status > 500 ? 3 : 1]),
  );
}, 60_000);
