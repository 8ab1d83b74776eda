/** Lists of models: the gateway's own, and that of the ChatGPT backend. */
import { expect } from 'vitest';
import { PROFILE, TOKEN, type GatewayCase } from './case.ts';

const ANTHROPIC = ['anthropic-version', '2023-06-01'];

const CLAUDE = {
  type: 'model',
  id: 'claude',
  display_name: 'Claude of the tests',
  created_at: '1970-01-01T00:00:00Z',
  max_input_tokens: 200_000,
  max_tokens: null,
  capabilities: null,
  lifecycle: 'active',
  line: null,
  deprecated_at: null,
  retires_at: null,
};
const CLAUDES = { data: [CLAUDE], has_more: false, first_id: 'claude', last_id: 'claude' };
const GEMINI = {
  name: 'models/gemini-3',
  displayName: 'gemini-3',
  supportedGenerationMethods: ['generateContent', 'streamGenerateContent', 'countTokens'],
};

/** What each client asks, and what it is told. */
const SHAPES: readonly { path: string; headers: readonly string[]; body: unknown }[] = [
  { path: '/v1/models?limit=1000', headers: ANTHROPIC, body: CLAUDES },
  { path: '/claude/v1/models', headers: ANTHROPIC, body: CLAUDES },
  { path: '/v1/models/claude', headers: ANTHROPIC, body: CLAUDE },
  { path: '/v1beta/models?pageSize=1', headers: [], body: { models: [GEMINI] } },
  { path: '/gemini/v1beta/models', headers: [], body: { models: [GEMINI] } },
  { path: '/v1beta/models/gemini-3', headers: ['x-goog-api-key', 'k'], body: GEMINI },
];

export const listCases: readonly GatewayCase[] = [
  {
    name: 'lists models, also without a body for HEAD',
    async run({ client }) {
      const list = await client.fetch({ path: '/v1/models' });
      expect(list.json<{ data: { id: string }[] }>().data.map(({ id }) => id)).toEqual([
        'gpt-5.3-codex',
        'gpt-5',
        'unreachable',
        'claude',
        'gemini-3',
        PROFILE,
      ]);
      const head = await client.fetch({ method: 'HEAD', path: '/v1/models' });
      expect([head.status, head.text]).toEqual([200, '']);
      for (const name of ['content-type', 'content-length']) {
        expect([name, ...head.header(name)]).toEqual([name, ...list.header(name)]);
      }
    },
  },
  {
    name: "lists models as Anthropic's and as Google's clients expect, and never asks a provider",
    async run({ client, upstream }) {
      for (const { path, headers, body } of SHAPES) {
        const list = await client.fetch({ path, headers });
        expect([path, list.status, list.json()]).toEqual([path, 200, body]);
        const head = await client.fetch({ method: 'HEAD', path, headers });
        expect([head.status, head.text]).toEqual([200, '']);
        expect(head.header('content-length')).toEqual(list.header('content-length'));
      }
      expect(upstream.reached).toEqual([]);
    },
  },
  {
    name: 'tells of one model, however its id is written',
    async run({ client }) {
      for (const id of [encodeURIComponent(PROFILE), PROFILE, PROFILE.replaceAll(':', '%3A')]) {
        const model = await client.fetch({ path: `/v1/models/${id}` });
        expect([id, model.status, model.json<{ id: string }>().id]).toEqual([id, 200, PROFILE]);
      }
    },
  },
  {
    name: 'says no to questions about models in the dialect of the client',
    async run({ client }) {
      const refused = async (method: string, path: string, headers: readonly string[] = []) =>
        (await client.fetch({ method, path, headers })).json();
      const named = { message: expect.stringContaining('nope') };
      expect(await refused('GET', '/v1/models/nope')).toMatchObject({
        error: { ...named, code: 'model_not_found' },
      });
      expect(await refused('GET', '/v1/models/nope', ANTHROPIC)).toMatchObject({
        type: 'error',
        error: { ...named, type: 'not_found_error' },
      });
      expect(await refused('GET', '/v1beta/models/nope')).toMatchObject({
        error: { ...named, status: 'NOT_FOUND' },
      });
      expect(await refused('DELETE', '/v1/models', ANTHROPIC)).toMatchObject({ type: 'error' });
      expect(await refused('DELETE', '/v1beta/models')).toMatchObject({ error: { status: 'UNIMPLEMENTED' } });
      expect(await refused('GET', '/claude/v1/models/gpt-5', ANTHROPIC)).toMatchObject({ type: 'error' });
    },
  },
  {
    name: 'relays the list of Codex models, or gives a quick 404',
    async run({ client, only, upstream }) {
      upstream.answer = (_req, res) => void res.writeHead(200, { etag: 'W/"1"' }).end('{"models":[1]}');
      const models = await client.fetch({
        path: '/codex/models?client_version=0.169.0',
        headers: ['authorization', TOKEN],
      });
      expect([models.status, models.text, models.header('etag')]).toEqual([200, '{"models":[1]}', ['W/"1"']]);
      expect(only().path).toBe('/backend-api/codex/models?client_version=0.169.0');
      expect((await client.fetch({ path: '/codex/models' })).status).toBe(404);
    },
  },
  {
    name: 'says which methods a path takes',
    async run({ client }) {
      for (const [method, path, allowed] of [
        ['DELETE', '/v1/models', 'GET, HEAD'],
        ['OPTIONS', '/v1/models', 'GET, HEAD'],
        ['GET', '/v1/responses', 'POST'],
        ['HEAD', '/codex/responses', 'POST'],
      ] as const) {
        const answer = await client.fetch({ method, path });
        expect([method, path, answer.status, answer.header('allow')]).toEqual([method, path, 405, [allowed]]);
      }
    },
  },
];
