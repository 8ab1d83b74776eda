/** The dashboard's files, wherever the gateway is mounted. */
import { expect } from 'vitest';
import type { GatewayCase } from './case.ts';

export const pageCases: readonly GatewayCase[] = [
  {
    name: 'serves the dashboard, whose addresses lead to it at every depth',
    async run({ client }) {
      for (const [path, base] of [
        ['/ui/', './'],
        ['/ui/logs/request/a', '../../'],
      ]) {
        const answer = await client.fetch({ path: path as string });
        expect([path, answer.status, answer.text]).toEqual([
          path,
          200,
          `<head><base href="${base}" /></head>`,
        ]);
        expect(answer.header('content-security-policy')[0]).toContain("default-src 'none'");
        const [tag = ''] = answer.header('etag');
        const again = await client.fetch({ path: path as string, headers: ['if-none-match', tag] });
        expect([again.status, again.text]).toEqual([304, '']);
      }
      const moved = await client.fetch({ path: '/ui' });
      expect([moved.status, ...moved.header('location')]).toEqual([308, 'ui/']);
    },
  },
  {
    name: 'sends a file of the dashboard in the coding that it is there in, as it is',
    async run({ client }) {
      const path = '/ui/assets/main-1.js';
      const packed = await client.fetch({ path, headers: ['accept-encoding', 'gzip, br'] });
      expect([packed.text, ...packed.header('content-encoding'), ...packed.header('content-length')]).toEqual(
        ['script in br', 'br', '12'],
      );
      const head = await client.fetch({ method: 'HEAD', path, headers: ['accept-encoding', 'identity'] });
      expect([head.status, head.text, ...head.header('content-length')]).toEqual([200, '', '6']);
      expect((await client.fetch({ path: '/ui/assets/gone.js' })).status).toBe(404);
    },
  },
];
