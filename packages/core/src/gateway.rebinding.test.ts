/** A page that DNS rebinding brought to the gateway's address: of the same origin, under its own name, and without a word of it. */
import { describe, expect, it } from 'vitest';
import { hashKey } from './access/sources/key.ts';
import { createGateway, type Gateway } from './gateway.ts';
import type { IdentitySource } from './ports/identity.ts';
import type { RequestContext } from './ports/request-context.ts';
import { ALICE, CAP } from './testing/gateway.ts';
import { memoryStore } from './testing/memory-store.ts';
import { PAGES } from './testing/pages.ts';
import { recorder, type Recorder } from './testing/recorder.ts';

const KEY = 'a-key-of-a-program';
const NETWORK: IdentitySource = {
  type: 'tailscale',
  headers: [],
  byNetwork: true,
  identify: ({ remoteAddress }) => (remoteAddress === undefined ? null : ALICE.identity!),
};
const BY_NETWORK: RequestContext = { remoteAddress: '100.64.0.7' };

async function stage(): Promise<{ gateway: Gateway; transport: Recorder }> {
  const transport = recorder();
  const keys = [{ sha256: await hashKey(KEY), login: 'alice@example.com' }];
  const gateway = createGateway(
    {
      server: { hosts: ['ai.example.com'] },
      identity: [{ type: 'tailscale' }, { type: 'key', keys }],
      grants: [{ src: ['*'], app: { [CAP]: [{ role: 'admin', read_metrics: true }, { models: '**' }] } }],
      providers: {
        openai: {
          baseurl: 'https://api.openai.com',
          apikey: 'sk-organisation',
          models: ['gpt-5'],
          compatibility: { openai_responses: true, experimental_openai_files: true },
        },
        codex: {
          baseurl: 'https://chatgpt.com/backend-api/codex',
          auth_mode: 'passthrough',
          models: ['gpt-5.3-codex'],
          compatibility: { openai_responses: true },
        },
        assist: {
          baseurl: 'https://cloudcode-pa.googleapis.com',
          auth_mode: 'passthrough',
          models: ['gemini-3'],
          compatibility: { google_code_assist: true },
        },
      },
    },
    {
      transport,
      identityTypes: { tailscale: () => NETWORK },
      store: memoryStore(),
      pages: PAGES,
      metrics: { contentType: 'text/plain', text: async () => 'figures' },
    },
  );
  return { gateway, transport };
}

const READS = [
  '/v1/models',
  '/v1/models/gpt-5',
  '/v1beta/models',
  '/codex/models',
  '/openai/v1/files',
  '/openai/v1/files/file-1/content',
  '/openai/v1/batches/batch_1',
  '/v1/responses/resp_1',
  '/v1/nothing',
  '/aperture/me',
  '/aperture/records',
  '/aperture/live',
  '/aperture/openapi.json',
  '/api/config',
  '/metrics',
  '/ui/',
  '/ui/assets/main-1.js',
  '/',
];
const TOKEN = { authorization: 'Bearer a.b.c' };

describe.each<[string, RequestContext]>([
  ['the network', BY_NETWORK],
  ['the host application', ALICE],
])('where %s tells who calls', (_, context) => {
  it.each(READS)('nothing is read under a strange name: %s', async (path) => {
    const { gateway, transport } = await stage();
    for (const method of ['GET', 'HEAD']) {
      const ask = (host: string) =>
        gateway.fetch(new Request(`http://${host}${path}`, { method, headers: TOKEN }), context);
      const refused = await ask('evil.example:8787');
      const said = await refused.text();
      expect([refused.status, transport.sent]).toEqual([403, []]);
      if (method === 'GET') expect(said).toContain('evil.example');
      expect(said).not.toMatch(/alice|gpt-5|figures/);
      // Under its own names it answers as ever.
      for (const host of ['100.64.0.1:8787', 'gateway', 'ai.tail1234.ts.net', 'ai.example.com']) {
        const answer = await ask(host);
        expect(answer.status).not.toBe(403);
        await answer.body?.cancel();
      }
      transport.sent.length = 0;
    }
  });

  it.each(['/v1internal/operations/sign-in', '/v1internal:getCodeAssistGlobalUserSetting'])(
    "of one's own account is asked by any name, with one's own credential: %s",
    async (path) => {
      const { gateway, transport } = await stage();
      const ask = (headers: Record<string, string>) =>
        gateway.fetch(new Request(`http://ai.corp.example${path}`, { headers }), context);
      expect((await ask(TOKEN)).status).toBe(200);
      expect(transport.sent).toHaveLength(1);
      // A page has no such credential, and none is added.
      expect((await ask({})).status).toBe(401);
      expect(transport.sent).toHaveLength(1);
    },
  );

  it('programs go on calling models by any name', async () => {
    const { gateway, transport } = await stage();
    const call = (headers: object) =>
      gateway.fetch(
        new Request('http://ai.corp.example/v1/responses', {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: '{"model":"gpt-5"}',
        }),
        context,
      );
    expect((await call({})).status).toBe(200);
    expect(transport.sent).toHaveLength(1);
    // A browser says for whom it posts, and the page is of the name's origin.
    expect((await call({ origin: 'http://ai.corp.example' })).status).toBe(403);
    expect(transport.sent).toHaveLength(1);
  });
});

it('any name will do for a key, which no page can send', async () => {
  const { gateway } = await stage();
  const headers = { 'x-aperture-key': KEY, ...TOKEN };
  for (const path of READS) {
    const answer = await gateway.fetch(new Request(`http://ai.corp.example${path}`, { headers }), {});
    expect([path, answer.status]).not.toEqual([path, 403]);
    await answer.body?.cancel();
  }
});

it('nothing of the gateway itself is changed under a strange name', async () => {
  const { gateway } = await stage();
  for (const more of [{}, { origin: 'http://evil.example' }]) {
    const headers = { 'content-type': 'application/json', ...more };
    const at = (method: string, path: string) =>
      gateway.fetch(
        new Request(`http://evil.example/aperture/${path}`, { method, headers, body: '{}' }),
        BY_NETWORK,
      );
    expect((await at('PUT', 'config')).status).toBe(403);
    expect((await at('POST', 'config:validate')).status).toBe(403);
  }
});

it('a mistaken path is told as that, since programs may call models by any name', async () => {
  const { gateway } = await stage();
  const request = new Request('http://ai.corp.example/v1/respones', { method: 'POST', body: '{}' });
  expect((await gateway.fetch(request, BY_NETWORK)).status).toBe(404);
});
