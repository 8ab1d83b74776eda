/** The config over HTTP, asked for by somebody who may not have it. The caller has the role of a user. */
import { expect } from 'vitest';
import type { GatewayCase } from './case.ts';

const JSON_TYPE = ['content-type', 'application/json'];

export const configCases: readonly GatewayCase[] = [
  {
    name: 'keeps the config from users, whatever they send, and goes on with their connection',
    async run({ client, post }) {
      const asked = [
        { path: '/aperture/config' },
        { path: '/aperture/config', method: 'HEAD' },
        { path: '/aperture/config', method: 'PUT', headers: JSON_TYPE, body: '{"config":"{}"}' },
        { path: '/aperture/config', method: 'PUT', headers: JSON_TYPE, body: '{'.repeat(300_000) },
        { path: '/aperture/config:validate', method: 'POST', headers: JSON_TYPE, body: '{"config":"{}"}' },
        { path: '/aperture/config/versions' },
        { path: '/aperture/config/versions/x:restore', method: 'POST', headers: JSON_TYPE, body: '{}' },
      ];
      for (const request of asked) {
        const answer = await client.fetch(request);
        expect([request.path, answer.status]).toEqual([request.path, 403]);
        expect(answer.header('content-type')).toEqual(['application/problem+json']);
        expect(answer.text).not.toContain('apikey');
      }
      const wrong = await client.fetch({ path: '/aperture/config', method: 'DELETE' });
      expect([wrong.status, ...wrong.header('allow')]).toEqual([405, 'GET, HEAD, PUT']);
      expect((await post('/v1/responses', '{"model":"gpt-5"}')).status).toBe(200);
    },
  },
];
