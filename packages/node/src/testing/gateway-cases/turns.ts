/** Calls that reach their provider: bytes, headers, credentials. */
import { expect } from 'vitest';
import { PROFILE, TOKEN, type GatewayCase } from './case.ts';

export const turnCases: readonly GatewayCase[] = [
  {
    name: 'relays a Codex turn: its bytes, its token, its headers',
    async run({ post, only, upstream }) {
      const body =
        '{"model":"gpt-5.3-codex","input":[{"text":"caf\\u00e9  \u{1F600}"}], "store":false,"stream":true}';
      const sse =
        'event: response.created\r\ndata: {"a":1}\r\n\r\n: comment\ndata:{"type":"response.completed"}\n\n';
      upstream.answer = (_req, res) => {
        res.writeHead(200, {
          'content-type': 'text/event-stream',
          'x-codex-turn-state': 'opaque',
          'set-cookie': 'cf=1',
        });
        res.end(sse);
      };
      const headers = [
        'authorization',
        TOKEN,
        'chatgpt-account-id',
        'acc',
        'x-codex-turn-metadata',
        '{"a":"b"}',
        'session-id',
        's',
      ];
      const answer = await post('/codex/responses?client=x', body, headers);
      expect(answer.status).toBe(200);
      expect(answer.text).toBe(sse);
      expect(answer.header('content-type')).toEqual(['text/event-stream']);
      expect(answer.header('x-codex-turn-state')).toEqual(['opaque']);
      expect(answer.header('set-cookie')).toEqual([]);
      const reached = only();
      expect([reached.method, reached.path]).toEqual(['POST', '/backend-api/codex/responses?client=x']);
      expect((await reached.body).toString()).toBe(body);
      for (let i = 0; i < headers.length; i += 2)
        expect(reached.header(headers[i] as string)).toBe(headers[i + 1]);
      expect(reached.header('host')).toBe(new URL(upstream.origin).host);
    },
  },
  {
    name: 'takes the model from the path, with its escapes',
    async run({ post, upstream }) {
      const invoke = `/bedrock/model/${encodeURIComponent(PROFILE)}/invoke`;
      const stream = '/v1beta/models/gemini-3:streamGenerateContent?alt=sse';
      for (const path of [invoke, stream]) expect((await post(path, '{}')).status, path).toBe(200);
      expect(upstream.reached.map(({ path }) => path)).toEqual([
        `/aws${invoke.slice('/bedrock'.length)}`,
        `/gemini${stream}`,
      ]);
    },
  },
  {
    name: 'keeps the credentials of client, gateway and provider apart',
    async run({ post, only }) {
      const secrets = ['authorization', TOKEN, 'x-api-key', 'mine', 'cookie', 'a=b', 'x-aperture-key', 'k'];
      await post('/v1/responses', '{"model":"gpt-5"}', secrets);
      const names = only()
        .headers.filter((_, i) => i % 2 === 0)
        .map((name) => name.toLowerCase());
      expect(only().header('authorization')).toBe('Bearer sk-organisation-canary');
      expect(only().header('x-team')).toBe('platform');
      for (const name of ['x-api-key', 'cookie', 'x-aperture-key']) expect(names).not.toContain(name);
    },
  },
];
