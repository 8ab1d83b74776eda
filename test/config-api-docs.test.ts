/** The commands of docs/reference/config-api.md, run one after the other on a real file: each answer is what the API's document says. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { configFile, createServer, type ApertureServer } from '@aperturejs/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TEXT } from '../packages/core/src/testing/config-stage.ts';
import { memoryHistory } from '../packages/core/src/testing/memory-history.ts';
import { memoryStore } from '../packages/core/src/testing/memory-store.ts';
import { contradictions, operationOf, OPERATIONS } from './api-schema.ts';

const page = readFileSync(new URL('../docs/reference/config-api.md', import.meta.url), 'utf8');
const commands = [...page.matchAll(/```\n(curl [^\n]*)\n```/g)].map(([, command = '']) => command);
const EXAMPLE_ID = /01a20cd8-0000-7000-8000-000000000002/;

let folder: string;
let file: string;
let server: ApertureServer;
let origin: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aperture-config-api-'));
  file = join(folder, 'aperture.hujson');
  writeFileSync(file, TEXT.replace('root@example.com', '(loopback)'));
  const store = { ...memoryStore(), configs: memoryHistory() };
  server = createServer(configFile(file), { port: 0, store });
  origin = (await server.listen()).url;
});
afterAll(async () => {
  await server.close({ drain: 0 });
  rmSync(folder, { recursive: true });
});

const seen = new Set<string>();

async function run(
  command: string,
  values: { etag?: string; id?: string } = {},
): Promise<{ etag: string; body: Record<string, unknown> }> {
  const here = command
    .replace('curl ', 'curl -sS -D head.txt ')
    .replace(' -i', '')
    .replaceAll('http://127.0.0.1:8787', origin)
    .replace(EXAMPLE_ID, values.id ?? '');
  const env = { ...process.env, etag: values.etag ?? '' };
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', here], { cwd: folder, env });
  expect(stderr).toBe('');
  const head = readFileSync(join(folder, 'head.txt'), 'latin1');
  const answer = {
    method: / -X (\w+)/.exec(command)?.[1] ?? 'GET',
    path: new URL(/http:[^'" ]+/.exec(here)![0]).pathname,
    status: Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1]),
    type: /^content-type: (.*)\r$/im.exec(head)?.[1] ?? null,
    text: stdout,
  };
  expect([command, answer.status, contradictions(answer)]).toEqual([command, 200, []]);
  seen.add(operationOf(answer)!);
  expect(stdout).not.toContain('canary');
  return {
    etag: /^etag: (.*)\r$/im.exec(head)?.[1] ?? '',
    body: JSON.parse(stdout) as Record<string, unknown>,
  };
}

it('does what the page says', async () => {
  const [get, put, validate, list, tell, restore, ...others] = commands;
  expect(others).toEqual([]);
  const before = readFileSync(file, 'utf8');
  const shown = await run(get!);
  expect(shown.body).toMatchObject({ source: file, writable: true, reason: null });
  const config = String(shown.body['config']).replace('["gpt-5"]', '["gpt-5", "gpt-5.5"]');
  writeFileSync(join(folder, 'edited.json'), JSON.stringify({ config }));
  expect((await run(validate!)).body).toEqual({ valid: true, errors: null, problems: [] });
  const saved = await run(put!, { etag: shown.etag });
  expect(saved.body['changes']).toEqual([
    {
      path: 'providers.openai.models[1]',
      kind: 'added',
      text: 'providers.openai.models[1] added: "gpt-5.5"',
    },
  ]);
  expect(readFileSync(file, 'utf8')).toBe(before.replace('["gpt-5"]', '["gpt-5", "gpt-5.5"]'));
  const { versions } = (await run(list!)).body as { versions: { id: string; by: object | null }[] };
  expect(versions.map(({ by }) => by)).toEqual([{ login: '(loopback)', node: null }, null]);
  const { id } = versions[1]!;
  expect((await run(tell!, { id })).body['diff']).toContain('"gpt-5.5"');
  await run(restore!, { id, etag: saved.etag });
  expect(readFileSync(file, 'utf8')).toBe(before);
  const fine = OPERATIONS.filter((operation) => operation.includes('/aperture/config'));
  expect(fine.filter((operation) => !seen.has(operation))).toEqual([]);
});

it('serves the first API, too', async () => {
  const answer = await fetch(`${origin}/api/config`);
  const text = await answer.text();
  const told = {
    method: 'GET',
    path: '/api/config',
    status: answer.status,
    type: answer.headers.get('content-type'),
    text,
  };
  expect(contradictions(told)).toEqual([]);
  const { config, hash } = JSON.parse(text) as { config: string; hash: string };
  const headers = { 'content-type': 'application/json' };
  const put = await fetch(`${origin}/api/config`, {
    method: 'PUT',
    headers,
    body: JSON.stringify({ config, hash }),
  });
  expect(contradictions({ ...told, method: 'PUT', status: put.status, text: await put.text() })).toEqual([]);
  const stale = await fetch(`${origin}/api/config`, {
    method: 'PUT',
    headers,
    body: JSON.stringify({ config, hash: 'x' }),
  });
  expect(stale.status).toBe(412);
});
