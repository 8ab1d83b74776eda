/** Lists of models: the gateway's own, and that of the ChatGPT backend. */
import { expect } from 'vitest';
import { PROFILE, TOKEN, type GatewayCase } from './case.ts';

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
