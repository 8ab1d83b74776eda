/** Compressed request bodies: read for their model, and handed on as they came. */
import { randomBytes } from 'node:crypto';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { frameOf, rawBlock, repeatBlock, zstd } from '../../decoding/testing/zstd.ts';
import type { Reached } from '../upstream.ts';
import type { GatewayCase, GatewayStage } from './case.ts';

const encode: Readonly<Record<string, (body: Uint8Array) => Uint8Array>> = {
  zstd: (body) => zstd(body),
  gzip: (body) => gzipSync(body),
  br: (body) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  deflate: (body) => deflateSync(body),
  'x-gzip': (body) => gzipSync(body),
  'gzip, zstd': (body) => zstd(gzipSync(body)),
};
const CODINGS = Object.entries(encode);
const body = (model: string, text = 'hello '.repeat(2_000)): Buffer =>
  Buffer.from(`{"model":"${model}","text":"${text}"}`);
/** What hardly shrinks. */
const noise = (bytes: number): string => randomBytes((bytes * 3) / 4).toString('base64');

async function refused(
  { post, upstream }: GatewayStage,
  coding: string,
  bytes: Uint8Array,
  status: number,
  words: string,
): Promise<void> {
  upstream.reached.length = 0;
  const answer = await post('/v1/responses', bytes, ['content-encoding', coding]);
  expect(answer.status).toBe(status);
  expect(answer.json<{ error: { message: string } }>().error.message).toContain(words);
  for (const reached of upstream.reached) await expect(reached.body).rejects.toThrow('broke off');
}

export const encodingCases: readonly GatewayCase[] = [
  {
    name: 'routes a compressed body by its model, and hands it on as it came',
    async run({ post, upstream }) {
      for (const [coding, pack] of CODINGS) {
        upstream.reached.length = 0;
        const bytes = pack(body('gpt-5'));
        const answer = await post('/v1/responses', bytes, ['Content-Encoding', coding]);
        expect(answer.status, coding).toBe(200);
        const [reached] = upstream.reached as [Reached];
        expect(reached.header('content-encoding')).toBe(coding);
        expect(reached.header('content-length')).toBe(String(bytes.length));
        expect((await reached.body).equals(bytes), coding).toBe(true);
      }
    },
  },
  {
    name: 'streams a large compressed body on as it came',
    async run({ post, upstream }) {
      for (const [coding, pack] of CODINGS) {
        upstream.reached.length = 0;
        const bytes = pack(body('gpt-5', noise(3 * 1024 * 1024)));
        const answer = await post('/v1/responses', bytes, ['content-encoding', coding]);
        expect(answer.status, coding).toBe(200);
        expect((await (upstream.reached[0] as Reached).body).equals(bytes), coding).toBe(true);
      }
    },
  },
  {
    name: 'sends a compressed body decoded where the provider is cut out of its model',
    async run({ post, upstream }) {
      for (const [coding, pack] of CODINGS) {
        for (const text of ['hello', noise(1024 * 1024)]) {
          upstream.reached.length = 0;
          const bytes = pack(body('platform/gpt-5', text));
          const answer = await post('/v1/responses', bytes, ['content-encoding', coding]);
          expect(answer.status, coding).toBe(200);
          const [reached] = upstream.reached as [Reached];
          expect(reached.header('content-encoding')).toBeUndefined();
          const arrived = await reached.body;
          expect(arrived.equals(body('gpt-5', text)), coding).toBe(true);
          const length = reached.header('content-length');
          if (text === 'hello') expect(length).toBe(String(arrived.length));
          else expect([length, reached.header('transfer-encoding')]).toEqual([undefined, 'chunked']);
        }
      }
    },
  },
  {
    name: 'does not ask what a body is compressed with where nothing is read in it',
    async run({ client, upstream, post }) {
      const bytes = Buffer.from('\x7b not decoded');
      for (const [path, coding] of [
        ['/v1beta/models/gemini-3:generateContent', 'gzip'],
        ['/v1beta/models/gemini-3:generateContent', 'exotic'],
        ['/platform/v1/files', 'zstd'],
      ] as const) {
        upstream.reached.length = 0;
        const answer = await post(path, bytes, ['content-encoding', coding]);
        expect(answer.status, path).toBe(200);
        const [reached] = upstream.reached as [Reached];
        expect(reached.header('content-encoding')).toBe(coding);
        expect((await reached.body).equals(bytes)).toBe(true);
      }
      const get = await client.fetch({ path: '/platform/v1/files', headers: ['content-encoding', 'gzip'] });
      expect(get.status).toBe(200);
    },
  },
  {
    name: 'refuses what a compressed body hides as it would uncompressed',
    async run(stage) {
      const twice = Buffer.from('{"model":"gpt-5","model":"gpt-9"}');
      const late = Buffer.from(`{"model":"gpt-5","text":"${noise(1024 * 1024)}","Model":"gpt-9"}`);
      for (const [coding, pack] of CODINGS) {
        await refused(stage, coding, pack(twice), 400, 'more than once');
        await refused(stage, coding, pack(late), 400, 'more than once');
        await refused(stage, coding, pack(Buffer.from('{"model":"gpt-5"}{}')), 400, 'not valid JSON');
        await refused(
          stage,
          coding,
          pack(Buffer.from('{"model":"none"}')),
          404,
          'no route found for model "none"',
        );
      }
    },
  },
  {
    name: 'refuses a compressed body that is damaged, cut short or followed by something, and names the header',
    async run(stage) {
      for (const [coding, pack] of CODINGS) {
        for (const whole of [pack(body('gpt-5')), pack(body('gpt-5', noise(400_000)))]) {
          await refused(stage, coding, whole.subarray(0, -1), 400, 'content-encoding');
          await refused(stage, coding, Buffer.concat([whole, Buffer.from('x')]), 400, 'content-encoding');
          await refused(stage, coding, Buffer.concat([whole, whole]), 400, 'not valid');
        }
        await refused(stage, coding, body('gpt-5'), 400, 'content-encoding');
        await refused(stage, coding, Buffer.from('garbage'), 400, 'content-encoding');
      }
    },
  },
  {
    name: 'refuses a coding that it does not know with 415, and says which it does',
    async run(stage) {
      const { post, upstream } = stage;
      for (const coding of ['compress', 'exotic', 'gzip, gzip, gzip']) {
        const answer = await post('/v1/responses', gzipSync(body('gpt-5')), ['content-encoding', coding]);
        expect(answer.status).toBe(415);
        expect(answer.header('accept-encoding')).toEqual(['zstd, gzip, br, deflate']);
        expect(answer.json()).toMatchObject({ error: { code: 'unsupported_encoding' } });
      }
      expect(upstream.reached).toEqual([]);
    },
  },
  {
    name: 'ends a body that expands without measure',
    async run(stage) {
      const zeros = Buffer.concat([
        Buffer.from('{"model":"gpt-5","text":"'),
        Buffer.alloc(15 * 1024 * 1024, ' '),
      ]);
      for (const [coding, pack] of CODINGS)
        await refused(stage, coding, pack(zeros), 413, 'expands to more than');
      const blocks = Array.from({ length: 100_000 }, () => repeatBlock(0x20, 131_072));
      await refused(stage, 'zstd', frameOf(blocks), 413, '');
      await refused(stage, 'zstd', frameOf([rawBlock(Buffer.from('{}'), true)], 65_536), 413, 'window');
    },
  },
];
