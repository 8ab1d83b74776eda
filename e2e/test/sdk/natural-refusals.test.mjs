/** What makes the gateway say no in earnest, one cause each, and whether every SDK tells its user. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFace } from '../../faces.mjs';
import { CLIENTS } from '../../sdk/clients.mjs';
import { grant } from '../../stage.mjs';

const KEY = 'gw-made-alice';
const GUEST_KEY = 'gw-made-guest';
const MODEL = 'made-model';
const EVERY_FORMAT = {
  openai_chat: true,
  openai_responses: true,
  anthropic_messages: true,
  bedrock_converse: true,
};

const entry = (login, key) => ({ login, sha256: createHash('sha256').update(key).digest('hex') });
const provider = (baseurl, models, more) => ({
  baseurl,
  apikey: 'made-organisation',
  models,
  compatibility: EVERY_FORMAT,
  ...more,
});

/** A vendor that does as it is told with whoever connects. */
async function startSocket(handle) {
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    handle(socket);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** @type {Record<string, { call?: object, headers?: Record<string, string>, status: number, message: string }>} */
const CAUSES = {
  'no key of the gateway': {
    headers: {},
    status: 403,
    message: 'send your gateway key in the header x-aperture-key',
  },
  'a wrong key': {
    headers: { 'x-aperture-key': 'gw-made-wrong' },
    status: 403,
    message: 'the gateway credential in the header x-aperture-key',
  },
  'no role': {
    headers: { 'x-aperture-key': GUEST_KEY },
    status: 403,
    message: 'access denied: no role granted',
  },
  'an unknown model': {
    call: { model: 'nobody-serves-this' },
    status: 404,
    message: 'no route found for model "nobody-serves-this" for user "alice@example.com"',
  },
  'a model of another format': {
    call: { model: 'gemini-made' },
    status: 404,
    message: 'Model is available through gemini_generate_content, not ',
  },
  'a body too large': {
    call: { prompt: 'x'.repeat(200_000) },
    status: 413,
    message: 'server.max_body_bytes',
  },
  'a vendor that is not there': { call: { model: 'absent' }, status: 502, message: 'could not be reached' },
  'a vendor that speaks no HTTP': {
    call: { model: 'garbled' },
    status: 502,
    message: 'something that is not HTTP',
  },
  'a vendor that breaks off': {
    call: { model: 'broken' },
    status: 502,
    message: 'the connection was closed',
  },
  'a vendor that says nothing': { call: { model: 'silent' }, status: 504, message: 'did not answer' },
};

let gateway;
const closing = [];
beforeAll(async () => {
  const absent = await startSocket(() => {});
  await absent.close();
  const garbled = await startSocket((socket) => socket.end('220 smtp.example.com ESMTP\r\n'));
  const broken = await startSocket((socket) => socket.once('data', () => socket.destroy()));
  const silent = await startSocket(() => {});
  const config = {
    server: { max_body_bytes: 100_000, deadlines: { first_byte: '200ms' } },
    identity: [
      {
        type: 'key',
        header: 'x-aperture-key',
        keys: [entry('alice@example.com', KEY), entry('guest@example.com', GUEST_KEY)],
      },
    ],
    grants: [grant(['alice@example.com'], { role: 'user' }, { models: '**' })],
    providers: {
      absent: provider(absent.url, ['absent', MODEL]),
      garbled: provider(garbled.url, ['garbled']),
      broken: provider(broken.url, ['broken']),
      silent: provider(silent.url, ['silent']),
      plan: provider(absent.url, ['own-credential'], { apikey: undefined, auth_mode: 'passthrough' }),
      gemini: provider(absent.url, ['gemini-made'], { compatibility: { gemini_generate_content: true } }),
    },
  };
  const directory = await mkdtemp(join(tmpdir(), 'aperture-sdk-'));
  const file = join(directory, 'aperture.hujson');
  await writeFile(file, JSON.stringify(config));
  gateway = await startFace('aperture serve', file);
  closing.push(
    () => gateway.close(),
    ...[garbled, broken, silent].map((vendor) => () => vendor.close()),
    () => rm(directory, { recursive: true, force: true }),
  );
});
afterAll(async () => {
  for (const end of closing) await end();
});

/** What an SDK throws, as its application reads it. */
async function thrownBy(client, call) {
  const error = await CLIENTS[client]({ root: gateway.url, model: MODEL, retries: 0, ...call }).then(
    () => expect.unreachable('it was not refused'),
    (thrown) => thrown,
  );
  return {
    status: error.status ?? error.statusCode ?? error.$metadata?.httpStatusCode,
    // Anthropic's SDK shows the body as it came, quotes escaped.
    message: error.message.replaceAll('\\"', '"'),
  };
}

describe.each(Object.keys(CLIENTS))('%s is told of', (client) => {
  test.each(Object.keys(CAUSES))('%s', async (cause) => {
    const { call, headers = { 'x-aperture-key': KEY }, status, message } = CAUSES[cause];
    expect(await thrownBy(client, { headers, ...call })).toEqual({
      status,
      message: expect.stringContaining(message),
    });
  });
});

/** Every SDK brings some credential by itself. This is how it is left out, where that can be done. */
test.each([
  ['openai', { authorization: null }],
  ['@anthropic-ai/sdk', { authorization: null }],
  ['ai with @ai-sdk/openai', { authorization: '' }],
  ['ai with @ai-sdk/openai-compatible', { authorization: '' }],
  ['ai with @ai-sdk/anthropic', { 'x-api-key': '' }],
])('%s is told that its own credential is missing', async (client, without) => {
  const headers = { 'x-aperture-key': KEY, ...without };
  expect(await thrownBy(client, { headers, model: 'own-credential' })).toEqual({
    status: 401,
    message: expect.stringContaining('provider "plan" uses your own credential'),
  });
});

test('no key and no credential is in the log', () => {
  for (const secret of [KEY, GUEST_KEY, 'gw-made-wrong', 'made-organisation'])
    expect(gateway.log()).not.toContain(secret);
});
