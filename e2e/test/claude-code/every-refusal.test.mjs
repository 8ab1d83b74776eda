/** The gateway's refusals, as Claude Code tells them to its user: the page of refusals has the outcome. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeClaudeHome } from '../../claude/home.mjs';
import { claudePrint } from '../../claude/print.mjs';
import { CASE, startRefusingHost } from '../../refusing-host.mjs';
import { startElsewhere } from '../../stubs/elsewhere.mjs';

const PAGE = readFileSync(new URL('../../../docs/reference/errors.md', import.meta.url), 'utf8');

/** By the first table of the page. */
const CODES = Array.from(PAGE.matchAll(/^\| `(\w+)` \| (\d+) \|/gm), ([, code, status]) => [
  code,
  Number(status),
]);

/** By status: how often Claude Code asks, and what its user reads, by the table that is Claude Code's. */
const ROWS = new Map(
  Array.from(
    PAGE.split('**Claude Code**')[1]
      .split('\n\n')[1]
      .matchAll(/^\| ([\d, ]+) \| ([^|]+) \| ([^|]+) \|$/gm),
    ([, statuses, requests, reads]) => [statuses, requests, reads],
  ).flatMap(([statuses, requests, reads]) =>
    statuses.split(', ').map((status) => [Number(status), { requests, reads }]),
  ),
);

/** These say that asking again is of no use. */
const FOR_GOOD = new Set(['credential_missing', 'quota_exceeded']);
/** Codes of the same status do the same, unless one of them is for good. */
const DIFFERENT = CODES.filter(
  ([code, status], index) =>
    FOR_GOOD.has(code) || CODES.findIndex(([name, of]) => of === status && !FOR_GOOD.has(name)) === index,
);
/** One try more stands for the ten of three minutes. */
const RETRIES = 1;

const messageOf = (code) => `${code} is what the user reads, größer als das`;

let host, elsewhere;
beforeAll(async () => {
  elsewhere = await startElsewhere();
  host = await startRefusingHost((code) => ({
    code,
    status: CODES.find(([name]) => name === code)[1],
    message: messageOf(code),
    headers: code === 'quota_exceeded' ? { 'retry-after': '3600' } : {},
  }));
});
afterAll(async () => {
  await host?.close();
  await elsewhere?.close();
});

test.each(DIFFERENT)('%s, a %d', async (code, status) => {
  const home = await makeClaudeHome({
    elsewhere: elsewhere.url,
    env: {
      ANTHROPIC_BASE_URL: host.url,
      ANTHROPIC_AUTH_TOKEN: '-',
      ANTHROPIC_CUSTOM_HEADERS: `${CASE}: ${code}`,
      CLAUDE_CODE_MAX_RETRIES: String(RETRIES),
    },
  });
  try {
    const { error } = await claudePrint(home, 'say hi');
    const { requests, reads } = ROWS.get(status);
    const byItself = Number(/\d+/.exec(requests)[0]);
    expect(host.requests(code)).toBe(FOR_GOOD.has(code) ? 1 : byItself > 10 ? 1 + RETRIES : byItself);
    const words = /`([^`(]+)/.exec(reads)[1].replace(/\b\d{3}$/, String(status));
    expect(error.startsWith(words) ? words : error).toBe(words);
    expect(error.includes(messageOf(code))).toBe(!reads.includes('whatever the message says'));
  } finally {
    await home.remove();
  }
});
