/** Callers that the gateway refuses, whatever face they come through. */
import { expect } from 'vitest';
import type { GatewayCase } from './case.ts';

const STRANGERS = {
  'a forwarded request': ['x-forwarded-for', '203.0.113.9'],
  "another site's page": ['origin', 'https://evil.example'],
  'a rebound name': ['host', 'evil.example'],
  'a login it may not name': ['tailscale-user-login', 'root@example.com'],
};

function stranger([who, headers]: readonly [string, readonly string[]]): GatewayCase {
  return {
    name: `does not take ${who} for the loopback user`,
    async run({ post, upstream }) {
      const answer = await post('/v1/responses', '{"model":"gpt-5"}', headers);
      expect(answer.status).toBe(403);
      expect(upstream.reached).toEqual([]);
    },
  };
}

export const callerCases: readonly GatewayCase[] = [
  ...Object.entries(STRANGERS).map(stranger),
  {
    name: 'answers a WebSocket that is not to be had with 426',
    not: { http2: 'HTTP/2 has no upgrades' },
    async run({ client, upstream }) {
      const headers = [
        'connection',
        'Upgrade',
        'upgrade',
        'websocket',
        'sec-websocket-version',
        '13',
        'sec-websocket-key',
        'dGhlIHNhbXBsZSBub25jZQ==',
      ];
      const answer = await client.fetch({ path: '/codex/responses', headers });
      expect(answer.status).toBe(426);
      expect(upstream.reached).toEqual([]);
    },
  },
];
