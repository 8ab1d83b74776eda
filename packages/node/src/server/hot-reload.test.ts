/** A file that is edited while the server runs, from the outside. */
import { once, EventEmitter } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import type { Logger } from '@aperturejs/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configFile } from '../config-file/config-file.ts';
import { scratch } from '../testing/command.ts';
import { createServer } from './create-server.ts';

const closers: (() => unknown)[] = [];
let file: string;

beforeEach(() => {
  const folder = scratch();
  file = folder.write('aperture.hujson', '');
  closers.push(folder.remove);
});

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** An upstream that sends its name, and the rest when it is told to. */
async function upstream(name: string): Promise<{ port: number; finish(): void }> {
  const open: (() => void)[] = [];
  const server = createHttpServer((req, res) => {
    req.resume();
    res.writeHead(200, { 'content-type': 'text/event-stream' }).write(`${name} `);
    if (req.url === '/v1/chat/completions') open.push(() => res.end(`end of ${name}`));
    else res.end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, finish: () => open.splice(0).forEach((end) => end()) };
}

const config = (port: number): string => `{
  "server": { "port": 0 },
  "grants": [
    { "src": ["(loopback)"], "app": { "tailscale.com/cap/aperture": [{ "role": "user" }, { "models": "**" }] } },
  ],
  "providers": {
    "stub": {
      "baseurl": "http://127.0.0.1:${port}",
      "models": ["m"],
      "apikey": "sk-stub",
      "compatibility": { "openai_chat": true, "openai_responses": true },
    },
  },
}`;

it('serves what the file says, keeps what is under way, and survives mistakes', async () => {
  const one = await upstream('one');
  const two = await upstream('two');
  writeFileSync(file, config(one.port));

  const logged = new EventEmitter();
  const logger: Logger = { log: (level, message, fields) => logged.emit(level, message, fields) };
  const server = createServer(configFile(file), { logger });
  closers.push(() => server.close({ drain: 0 }));
  const { url } = await server.listen();
  const post = (path: string): Promise<Response> =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"model":"m"}',
    });

  const underWay = await post('/v1/chat/completions');
  expect(await (await post('/v1/responses')).text()).toBe('one ');

  writeFileSync(file, config(two.port));
  expect(await once(logged, 'info')).toEqual(['the config changed and is in force', { config: file }]);
  expect(await (await post('/v1/responses')).text()).toBe('two ');

  writeFileSync(file, config(one.port).replace('"models": ["m"],', '"models": ["m"'));
  const [, fields] = await once(logged, 'error');
  expect(fields.problems).toMatch(/aperture\.hujson:10:\d+: error: /);
  expect(await (await post('/v1/responses')).text()).toBe('two ');

  one.finish();
  expect(await underWay.text()).toBe('one end of one');
});
