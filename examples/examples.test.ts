import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startChatgptBackend } from '../e2e/stubs/chatgpt-backend.mjs';
import { codexRequest } from '../e2e/stubs/codex-request.mjs';
import { makeSignIn } from '../e2e/stubs/sign-in.mjs';
import { trySocket } from '../packages/node/src/testing/socket-client.ts';

/** Starts an example; its module ends it again. */
const EXAMPLES: Readonly<Record<string, () => Promise<{ close(): unknown }>>> = {
  node: () => import('./node/server.js'),
  express: () => import('./express/server.js'),
  koa: () => import('./koa/server.js'),
  'existing-gateway': () => import('./existing-gateway/server.js'),
};

/** The one example that has a login of its own wants it. */
const COOKIE = { cookie: 'session=session-of-alice' };

const alice = makeSignIn();
const urls = new Map<string, string>();
const endings: (() => unknown)[] = [];
let backend: Awaited<ReturnType<typeof startChatgptBackend>>;

beforeAll(async () => {
  backend = await startChatgptBackend();
  const directory = await mkdtemp(join(tmpdir(), 'aperture-examples-'));
  for (const [name, start] of Object.entries(EXAMPLES)) {
    // The config as it is shipped, with nothing changed but the vendor's address.
    const shipped = await readFile(new URL(`./${name}/aperture.hujson`, import.meta.url), 'utf8');
    const config = join(directory, `${name}.hujson`);
    await writeFile(config, shipped.replace('https://chatgpt.com/backend-api/codex', backend.baseurl));
    vi.stubEnv('APERTURE_CONFIG', config).stubEnv('PORT', '0');
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { close } = await start();
    endings.push(close);
    urls.set(name, await vi.waitFor(() => /http:\S+/.exec(String(printed.mock.lastCall?.[0]))![0]));
    printed.mockRestore();
  }
  endings.push(
    () => backend.close(),
    () => rm(directory, { recursive: true }),
  );
});
afterAll(async () => {
  for (const end of endings) await end();
  vi.unstubAllEnvs();
});

describe.each(Object.keys(EXAMPLES))('the %s example', (name) => {
  test('carries a Codex request to the ChatGPT backend and the answer back', async () => {
    const url = urls.get(name);
    const request = codexRequest(alice, { prompt: 'say héllo' });
    const response = await fetch(`${url}/codex/responses`, {
      ...request,
      headers: { ...request.headers, ...COOKIE },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const stream = await response.text();
    expect(stream).toContain('"text":"You said: say héllo"');
    expect(stream).toMatch(/event: response\.completed\ndata: .*\n\n$/);

    const arrived = backend.requests.at(-1)!;
    expect(arrived.body.toString()).toBe(request.body);
    expect(arrived.headers).toMatchObject({
      authorization: `Bearer ${alice.accessToken}`,
      'chatgpt-account-id': alice.account,
    });
    expect(backend.objections).toEqual([]);
  });

  test('lists the models of its config', async () => {
    const url = urls.get(name);
    const response = await fetch(`${url}/v1/models`, { headers: COOKIE });
    expect(await response.json()).toMatchObject({
      data: [
        { id: 'gpt-5.3-codex', metadata: { provider: { id: 'codex-oauth', requires_client_auth: true } } },
      ],
    });
  });
});

test.each(['express', 'koa'])('the routes of the %s example keep working', async (name) => {
  const response = await fetch(urls.get(name)!);
  expect([response.status, await response.text()]).toEqual([200, 'An app with a gateway inside.\n']);
});

describe('the existing gateway', () => {
  test('keeps its own routes, before and after the middleware', async () => {
    const url = urls.get('existing-gateway')!;
    const get = async (path: string) => (await fetch(url + path, { headers: COOKIE })).json();
    expect(await get('/health')).toEqual({ ok: true });
    expect(await get('/v1/own-route')).toEqual({ hello: 'alice@example.com' });
    expect(await get('/reports')).toEqual({ reportsFor: 'alice@example.com' });
  });

  test('keeps its own login in front of the models', async () => {
    const url = urls.get('existing-gateway')!;
    const before = backend.requests.length;
    const response = await fetch(`${url}/codex/responses`, codexRequest(alice));
    expect([response.status, await response.json()]).toEqual([
      401,
      { error: { message: 'sign in to the gateway first' } },
    ]);
    expect(backend.requests).toHaveLength(before);

    // A WebSocket does not come through the middleware.
    const port = Number(new URL(url).port);
    const { headers } = codexRequest(alice);
    expect(await trySocket(port, { path: '/codex/responses', headers })).toMatchObject({
      status: 426,
      text: expect.stringContaining('does not know who calls') as string,
    });
    expect(backend.sockets.handshakes).toEqual([]);
  });
});
