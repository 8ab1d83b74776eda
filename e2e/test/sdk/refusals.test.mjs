/**
 * Every refusal of the gateway's table, as each SDK tells it to its application: the error's class, the message, and how
 * often it asks. The page of refusals holds the outcome; what is measured here must be what stands there.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CASE, startRefusingHost } from '../../refusing-host.mjs';
import { CLIENTS } from '../../sdk/clients.mjs';

const PAGE = readFileSync(new URL('../../../docs/reference/errors.md', import.meta.url), 'utf8');

/** Codes and their statuses, by the first table of the page, which a test of the core holds to the code. */
const CODES = Array.from(PAGE.matchAll(/^\| `(\w+)` \| (\d+) \|/gm), ([, code, status]) => ({
  code,
  status: Number(status),
}));

/** The columns of the page; the packages of the Vercel AI SDK share one because they do the same. */
const COLUMNS = {
  openai: ['openai'],
  '@anthropic-ai/sdk': ['@anthropic-ai/sdk'],
  'Vercel AI SDK': Object.keys(CLIENTS).filter((name) => name.startsWith('ai with ')),
  '@aws-sdk/client-bedrock-runtime': ['@aws-sdk/client-bedrock-runtime'],
};

const messageOf = (code) => `${code} is what the user reads, größer als das`;

const nameOf = (client, code) => `${code} ${client}`;

let host;
/** The errors of the SDKs, by case. */
const errors = new Map();
beforeAll(async () => {
  host = await startRefusingHost((name) => {
    const [code] = name.split(' ', 1);
    const { status } = CODES.find((entry) => entry.code === code);
    // A budget comes back in an hour; no SDK may wait that long while its user looks on.
    const headers = code === 'quota_exceeded' ? { 'retry-after': '3600' } : {};
    return { code, status, message: messageOf(code), headers };
  });
  // All at once: those that ask again wait some seconds in between.
  await Promise.all(
    Object.entries(CLIENTS).flatMap(([client, call]) =>
      CODES.map(async ({ code }) => {
        const name = nameOf(client, code);
        const asking = call({ root: host.url, model: 'made', headers: { [CASE]: name } });
        errors.set(name, await asking.catch((error) => error));
      }),
    ),
  );
}, 60_000);
afterAll(() => host?.close());

/** What the error's `message` is: by the page, below the table. */
const SHOWN = {
  openai: (status, message) => `${status} ${message}`,
  // The whole body as it came, whoever it came from.
  '@anthropic-ai/sdk': (status, message) =>
    expect.stringMatching(new RegExp(`^${status} \\{.*"message":${JSON.stringify(message)}\\}\\}$`)),
  '@aws-sdk/client-bedrock-runtime': (_status, message) => message,
};
const shownByAi = (_status, message) =>
  expect.toBeOneOf([message, `Failed after 3 attempts. Last error: ${message}`]);

test.each(Object.keys(CLIENTS))('%s shows the message of every refusal', (client) => {
  const shown = SHOWN[client] ?? shownByAi;
  expect(CODES.map(({ code }) => errors.get(nameOf(client, code)).message)).toEqual(
    CODES.map(({ code, status }) => shown(status, messageOf(code))),
  );
});

test('and does with each status what the page says', () => {
  const cellOf = (clients, status) => {
    const cells = clients.flatMap((client) =>
      CODES.filter((entry) => entry.status === status).map(({ code }) => {
        const name = nameOf(client, code);
        return `\`${errors.get(name).constructor.name}\`, ${host.requests(name)}`;
      }),
    );
    return [...new Set(cells)].join(' or ');
  };
  const statuses = [...new Set(CODES.map(({ status }) => status))].sort((a, b) => a - b);
  const row = (cells) => `| ${cells.join(' | ')} |`;
  const measured = [
    row(['status', ...Object.keys(COLUMNS).map((name) => (name.includes(' ') ? name : `\`${name}\``))]),
    row(['---', ...Object.keys(COLUMNS).map(() => '---')]).replaceAll(' ', ''),
    ...statuses.map((status) =>
      row([status, ...Object.values(COLUMNS).map((names) => cellOf(names, status))]),
    ),
  ];
  const section = PAGE.split('\n### SDKs\n')[1];
  const shown = section
    .slice(section.indexOf('\n|') + 1)
    .split('\n\n', 1)[0]
    .split('\n');
  expect(shown).toEqual(measured);
});

test('a spent budget is asked for once by whoever heeds x-should-retry', () => {
  for (const client of ['openai', '@anthropic-ai/sdk'])
    expect(host.requests(nameOf(client, 'quota_exceeded'))).toBe(1);
});
