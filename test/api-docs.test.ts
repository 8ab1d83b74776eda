/** The examples of docs/reference/api.md, run as they stand there: what curl gets is what the page shows. */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createServer, type ApertureServer } from '@aperturejs/node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AuditEvent, CallRecord, ModelInfoSource } from '@aperturejs/core';
import { callRecord, START } from '../packages/core/src/testing/call-record.ts';
import { contradictions, contradictionsOf, operationOf, OPERATIONS, type Answered } from './api-schema.ts';
import { memoryAudit } from '../packages/core/src/testing/memory-audit.ts';
import { memoryStore } from '../packages/core/src/testing/memory-store.ts';

const page = readFileSync(new URL('../docs/reference/api.md', import.meta.url), 'utf8');

/** Each command, and the JSON that follows it before the next one, if any does. */
const examples = page
  .split('```\ncurl ')
  .slice(1)
  .map((part) => {
    const end = part.indexOf('\n```\n');
    const json = /```json\n([^]*?)```/.exec(part.slice(end))?.[1];
    const events = /```text\n([^]*?)```/.exec(part.slice(end))?.[1];
    const shown = json === undefined ? null : (JSON.parse(json) as Record<string, unknown>);
    return { command: `curl ${part.slice(0, end)}`, shown, events };
  });

const identity = { login: 'alice@example.com', node: 'n1', tags: [], source: 'tailscale' };
const gpt: Partial<CallRecord> = {
  identity,
  path: '/v1/responses',
  modelAsked: 'openai/gpt-5.5',
  model: 'gpt-5.5',
};
const CALLS: readonly CallRecord[] = [
  callRecord(1, {
    ...gpt,
    outcome: 'upstream_error',
    status: 529,
    usage: null,
    cost: null,
    timings: { sent: 1, head: 29, first: 29, total: 30, own: 1 },
  }),
  callRecord(2, {
    ...gpt,
    answer: {
      model: 'gpt-5.5-2026-10-02',
      id: 'resp_0a1b2c',
      stopReason: 'completed',
      toolCalls: { count: 1, names: ['shell'] },
      messages: 40,
      unreadable: null,
    },
    usage: { inputTokens: 1_000, outputTokens: 50, cachedTokens: 400, reasoningTokens: 20 },
    cost: { nanoDollars: 1_234_567, basis: 'openai/gpt-5.5', source: 'genai-prices 0.1.8' },
    session: '019ab3c4-thread',
    sizes: { request: 5_120, response: 20_480 },
    timings: { sent: 1.5, head: 410.2, first: 411.8, total: 3920.4, own: 2.3 },
  }),
];
const CAPTURE = {
  request: {
    headers: ['content-type', 'application/json', 'authorization', 'Bearer [redacted]'],
    body: '{"model":"openai/gpt-5.5","input":"hi"}',
    cut: null,
  },
  response: { headers: ['content-type', 'text/event-stream'], body: null, cut: 'too_large' as const },
};

const PRICES: ModelInfoSource = {
  priceList: 'genai-prices 0.1.8',
  describe: ({ model }) =>
    model === 'gpt-5.5'
      ? {
          prices: { input: 1_250_000_000, output: 10_000_000_000, inputCacheRead: 125_000_000 },
          pricedAs: 'openai/gpt-5.5',
        }
      : null,
};
const LOOK: AuditEvent = {
  id: '01a20ceb-0000-7000-8000-00000000000a',
  time: START + 600_000,
  actor: { login: 'carol@example.com', node: 'n2', tags: [], source: 'tailscale' },
  action: 'records.viewed',
  target: 'alice@example.com',
  detail: { what: 'sessions', looks: 3, until: '2026-11-24T10:14:00.000Z' },
};

let server: ApertureServer;
let origin: string;
let folder: string;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START + 3_600_000 });
  folder = mkdtempSync(join(tmpdir(), 'aperture-api-'));
  server = createServer(
    {
      grants: [
        {
          src: ['(loopback)'],
          app: { 'tailscale.com/cap/aperture': [{ role: 'admin', read_pricing: true }] },
        },
        {
          src: ['alice@example.com'],
          app: { 'tailscale.com/cap/aperture': [{ role: 'user' }, { models: 'openai/**' }] },
        },
      ],
      providers: {
        openai: {
          name: 'OpenAI',
          baseurl: 'https://api.openai.com',
          apikey: 'sk-organisation',
          models: ['gpt-5.5'],
          compatibility: { openai_responses: true },
        },
      },
    },
    {
      port: 0,
      audit: memoryAudit(LOOK),
      modelInfo: PRICES,
      store: memoryStore(...CALLS.map((record) => ({ record, capture: CAPTURE }))),
    },
  );
  origin = (await server.listen()).url;
});
afterAll(async () => {
  vi.useRealTimers();
  await server.close({ drain: 0 });
  rmSync(folder, { recursive: true });
});

/** A command as somebody writes it who copies it, for the port that is free here. */
const here = (command: string): string =>
  command.replace('curl ', 'curl -sS -D head.txt ').replaceAll('http://127.0.0.1:8787', origin);

/** What a command was answered, which the API's document must know. */
function answerTo(command: string, printed: string): Answered {
  const head = readFileSync(join(folder, 'head.txt'), 'latin1');
  const file = / -o (\S+)/.exec(command)?.[1];
  const answer = {
    method: / -X (\w+)/.exec(command)?.[1] ?? 'GET',
    path: new URL(/http:[^'" ]+/.exec(command)![0]).pathname,
    status: Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1]),
    type: /^content-type: (.*)\r$/im.exec(head)?.[1] ?? null,
    text: file === undefined ? printed : readFileSync(join(folder, file), 'utf8'),
  };
  seen.add(operationOf(answer) ?? command);
  return answer;
}
const seen = new Set<string>();

async function run(command: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', here(command)], { cwd: folder });
  expect(stderr).toBe('');
  expect(contradictions(answerTo(command, stdout))).toEqual([]);
  return stdout;
}

describe('the page', () => {
  it('has examples of every path', () => {
    expect(examples.length).toBeGreaterThanOrEqual(6);
    expect(examples.filter(({ shown }) => shown).length).toBeGreaterThanOrEqual(4);
  });

  const answered = examples.filter(({ shown }) => shown);
  it.each(answered.map(({ command, shown }) => [command, shown!] as const))(
    'shows what it gets: %s',
    async (command, shown) => {
      const got = JSON.parse(await run(command)) as Record<string, unknown>;
      // What a cursor looks like is the store's affair; of the one record only the rest is shown.
      const expected = Array.isArray(shown)
        ? shown
        : {
            ...shown,
            ...(typeof shown['next'] === 'string' && { next: expect.any(String) as string }),
          };
      // A release changes it.
      for (const part of [shown, shown['gateway']]) {
        if (part && 'version' in (part as object)) Object.assign(part, { version: expect.any(String) });
      }
      if ('capture' in shown) expect(got).toMatchObject(expected);
      else expect(got).toEqual(expected);
    },
  );

  it('shows what it hears', async () => {
    const [live, ...others] = examples.filter(({ events }) => events);
    expect(others).toEqual([]);
    const beginning = live!.events!.split(' …')[0]!;
    const shell = spawn('sh', ['-c', `exec ${here(live!.command)}`], { cwd: folder });
    let heard = '';
    for await (const chunk of shell.stdout.setEncoding('utf8')) {
      heard += String(chunk);
      if (heard.endsWith('}\n\n')) break;
    }
    shell.kill();
    expect(heard.slice(0, beginning.length)).toBe(beginning);
    expect(contradictions(answerTo(live!.command, heard))).toEqual([]);
    const data = /^data: (.*)$/m.exec(heard)?.[1];
    expect(contradictionsOf('Record', JSON.parse(data ?? ''))).toEqual([]);
  });

  it('saves what is a file, and prints a table', async () => {
    const tables = examples.filter(({ shown, events }) => !shown && !events).map(({ command }) => command);
    const [saving, printing, document, ...others] = tables;
    expect(others).toEqual([]);
    for (const command of [saving, document]) expect(await run(command!)).toBe('');
    expect(readFileSync(join(folder, 'records.jsonl'), 'utf8').split('\n')).toHaveLength(3);
    const lines = (await run(printing!)).split('\r\n');
    expect([lines.length, lines[0]]).toEqual([
      3,
      expect.stringMatching(/^key\.day,key\.user,requests,failed,/),
    ]);
  });

  it('has an example of every route', () => {
    // Those of the config have a page and a test of their own.
    const here = OPERATIONS.filter((operation) => !/config/i.test(operation));
    expect(here.filter((operation) => !seen.has(operation))).toEqual([]);
  });
});
