/** What goes wrong at a provider, and how the client hears of it. */
import { expect } from 'vitest';
import type { GatewayCase } from './case.ts';

export const failureCases: readonly GatewayCase[] = [
  {
    name: "passes a vendor's error as it is",
    async run({ post, upstream }) {
      const body = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}';
      upstream.answer = (_req, res) =>
        void res.writeHead(529, { 'request-id': 'r', 'retry-after': '3' }).end(body);
      const answer = await post('/v1/messages', '{"model":"claude"}');
      expect([answer.status, answer.text, answer.header('retry-after')]).toEqual([529, body, ['3']]);
    },
  },
  {
    name: 'tells upstream failures in the dialect of the client',
    async run({ post, upstream }) {
      const closed = await post('/v1/responses', '{"model":"unreachable"}');
      expect(closed.status).toBe(502);
      expect(closed.json<{ error: { message: string } }>().error.message).toMatch(/127\.0\.0\.1/);
      upstream.answer = (req) => void req.socket.destroy();
      const reset = await post('/v1/messages', '{"model":"claude"}');
      expect(reset.status).toBe(502);
      expect(reset.json()).toMatchObject({ type: 'error', error: { type: 'api_error' } });
      expect([closed.text, reset.text].join()).not.toMatch(/canary/);
    },
  },
  {
    name: 'answers 504 for a provider that does not answer in time',
    async run({ postWithin, upstream }) {
      upstream.answer = () => {};
      const late = await postWithin({ first_byte: '50ms' }, '/v1/responses', '{"model":"gpt-5"}');
      expect(late.status).toBe(504);
      expect(late.json<{ error: { message: string } }>().error.message).toContain('127.0.0.1');
      expect(late.text).not.toMatch(/canary/);
    },
  },
];
