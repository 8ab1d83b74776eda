/** Request bodies: large, broken off, against a rule. */
import { expect } from 'vitest';
import type { Reached } from '../upstream.ts';
import type { GatewayCase } from './case.ts';

export const uploadCases: readonly GatewayCase[] = [
  {
    name: 'ends the exchange when the client leaves in the middle of its upload',
    async run({ client, upstream }) {
      const leave = new AbortController();
      const arrived = new Promise<Reached>((resolve) => {
        upstream.answer = (_req, _res, it) => resolve(it);
      });
      async function* upload(): AsyncGenerator<Uint8Array> {
        yield Buffer.from(`{"model":"gpt-5","text":"${'x'.repeat(1024 * 1024)}`);
        await new Promise((resolve) => leave.signal.addEventListener('abort', resolve));
      }
      client.open({ method: 'POST', path: '/v1/responses', body: upload() }, leave.signal).catch(() => {});
      const reached = await arrived;
      leave.abort();
      await expect(reached.body).rejects.toThrow('broke off');
    },
  },
  {
    name: 'streams a large body through byte for byte, with the provider cut out of its model',
    async run({ post, only }) {
      const text = 'x'.repeat(9 * 1024 * 1024);
      const answer = await post('/v1/responses', `{"model":"platform/gpt-5","text":"${text}\\u0041"}`);
      expect(answer.status).toBe(200);
      expect((await only().body).equals(Buffer.from(`{"model":"gpt-5","text":"${text}\\u0041"}`))).toBe(true);
    },
  },
  {
    name: 'never completes a large request whose rest breaks a rule, and says which',
    async run({ post, upstream }) {
      const text = 'x'.repeat(1024 * 1024);
      const answer = await post('/v1/responses', `{"model":"gpt-5","text":"${text}","model":"gpt-9"}`);
      expect(answer.status).toBe(400);
      expect(answer.text).toContain('more than once');
      for (const reached of upstream.reached) await expect(reached.body).rejects.toThrow('broke off');
    },
  },
  {
    name: 'refuses a body over the limit',
    async run({ post, upstream }) {
      const answer = await post('/v1/responses', Buffer.alloc(17 * 1024 * 1024, ' ')).catch(
        (error: unknown) => error as Error,
      );
      // A client that is still sending may meet the closed connection before it reads the answer.
      if (!(answer instanceof Error)) expect(answer.status).toBe(413);
      expect(upstream.reached).toEqual([]);
    },
  },
  {
    name: 'relays a form by the model among its fields, also a large one',
    async run({ client, upstream }) {
      const boundary = '----a-b0undary';
      const form = (model: string, size: number): Buffer =>
        Buffer.from(
          [
            `--${boundary}`,
            'content-disposition: form-data; name="file"; filename="a.wav"',
            'content-type: audio/wav',
            '',
            'x\r\n--'.repeat(size),
            `--${boundary}`,
            'content-disposition: form-data; name="model"',
            '',
            model,
            `--${boundary}--`,
            '',
          ].join('\r\n'),
        );
      for (const size of [10, 400_000]) {
        upstream.reached.length = 0;
        const answer = await client.fetch({
          method: 'POST',
          path: '/v1/audio/transcriptions',
          headers: ['content-type', `multipart/form-data; boundary=${boundary}`],
          body: form('platform/gpt-5', size),
        });
        expect(answer.status).toBe(200);
        const [reached] = upstream.reached as [Reached];
        expect(reached.path).toBe('/platform/v1/audio/transcriptions');
        expect((await reached.body).equals(form('gpt-5', size))).toBe(true);
      }
    },
  },
  {
    name: "passes files on to the provider in the path, in the file's own methods",
    async run({ client, upstream }) {
      for (const [method, path] of [
        ['GET', '/platform/v1/files?limit=1'],
        ['DELETE', '/platform/v1/files/file-1'],
      ] as const)
        expect((await client.fetch({ method, path })).status).toBe(200);
      expect(upstream.reached.map(({ method, path }) => [method, path])).toEqual([
        ['GET', '/platform/v1/files?limit=1'],
        ['DELETE', '/platform/v1/files/file-1'],
      ]);
    },
  },
];
