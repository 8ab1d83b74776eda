import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '@aperturejs/core';
import { bytesFrom, collectBytes, type ByteSink, type ByteSource } from '@aperturejs/core/wire';
import { nodeDecoders } from './decoders.ts';
import { compressedBlock, frameOf, joined, rawBlock, repeatBlock, zstd } from './testing/zstd.ts';

const MAX = 8 * 1024 * 1024;
const encode: Record<string, (bytes: Uint8Array) => Uint8Array> = {
  gzip: (bytes) => gzipSync(bytes),
  deflate: (bytes) => deflateSync(bytes),
  br: (bytes) => brotliCompressSync(bytes),
  zstd: (bytes) => zstd(bytes),
};
const CODINGS = Object.keys(encode);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const BODY = text(
  JSON.stringify({ model: 'm', input: Array.from({ length: 400 }, (_, i) => `line ${i * i}`) }),
);

/** Once as a body of declared length, which is decoded in one go if it is small, and once as one that streams. */
const ways = { declared: bytesFrom, streamed: (...chunks: Uint8Array[]) => unsized(bytesFrom(...chunks)) };

function unsized(source: ByteSource): ByteSource {
  return { start: source.start, resume: source.resume, cancel: source.cancel };
}

function decode(coding: string, source: ByteSource, maxBytes = MAX): Promise<Uint8Array> {
  return collectBytes(nodeDecoders.decode(coding, source, { maxBytes }) as ByteSource);
}

function cut(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const places = [...new Set(at.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((place, i) => bytes.subarray(place, places[i] ?? bytes.length));
}

async function refused(coding: string, source: ByteSource, maxBytes?: number): Promise<GatewayError> {
  const error: unknown = await decode(coding, source, maxBytes).then(
    (bytes) => new Error(`decoded to ${bytes.length} bytes`),
    (failure: unknown) => failure,
  );
  if (!GatewayError.is(error)) throw error;
  return error;
}

describe.each(CODINGS)('%s', (coding) => {
  const encoded = (encode[coding] as (bytes: Uint8Array) => Uint8Array)(BODY);

  describe.each(Object.entries(ways))('%s', (_way, source) => {
    it('gives back what was encoded, however it is cut and however long it is', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(fc.json({ maxDepth: 4 }), fc.string({ maxLength: 5_000 })),
          fc.nat(60),
          fc.array(fc.nat(), { maxLength: 8 }),
          async (value, repeated, at) => {
            const body = text(value.repeat(repeated + 1));
            const bytes = (encode[coding] as (bytes: Uint8Array) => Uint8Array)(body);
            expect(Buffer.compare(await decode(coding, source(...cut(bytes, at))), body)).toBe(0);
          },
        ),
        { numRuns: 60 },
      );
    });

    it('refuses a body that stops short, wherever it does', async () => {
      const short = (encode[coding] as (bytes: Uint8Array) => Uint8Array)(text('{"model":"m"}'));
      for (let length = 0; length < short.length; length += 1) {
        const { code, message } = await refused(coding, source(short.subarray(0, length)));
        expect([code, message]).toEqual([
          'invalid_request',
          `content-encoding: the body is not valid ${coding}: it ends in the middle`,
        ]);
      }
      await refused(coding, source(encoded.subarray(0, -1)));
    });

    it('refuses what follows the end, in the same chunk or a later one', async () => {
      for (const more of [Uint8Array.of(0), text('garbage'), text('\n'), encoded]) {
        for (const chunks of [[encoded, more], [joined([encoded, more])], [encoded, more, more]]) {
          expect((await refused(coding, source(...chunks))).code).toBe('invalid_request');
        }
      }
    });

    it('never does anything else with damaged bytes than to decode or to refuse them', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat(), async (at, change, other) => {
          const damaged = Uint8Array.from(encoded);
          damaged[at % damaged.length] = (damaged[at % damaged.length] as number) ^ change;
          damaged[other % damaged.length] = (damaged[other % damaged.length] as number) ^ change;
          const outcome = await decode(coding, source(damaged)).catch((error: unknown) => error);
          if (outcome instanceof Uint8Array) return;
          expect(GatewayError.is(outcome) && outcome.code).toMatch(/^(?:invalid_request|body_too_large)$/);
        }),
        { numRuns: 300 },
      );
    });

    it('stops where more comes out than is taken', async () => {
      const bomb = (encode[coding] as (bytes: Uint8Array) => Uint8Array)(new Uint8Array(4 * 1024 * 1024));
      const { code, message } = await refused(coding, source(bomb), 2 * 1024 * 1024);
      expect([code, message]).toEqual([
        'body_too_large',
        'the body is longer than 2097152 bytes once it is decoded',
      ]);
    });
  });

  it('passes on that its source broke off', async () => {
    const failing: ByteSource = {
      start(sink) {
        sink.write(encoded.subarray(0, 10));
        sink.fail(new Error('the client left'));
      },
      resume() {},
      cancel() {},
    };
    await expect(decode(coding, failing)).rejects.toThrow('the client left');
    await expect(decode(coding, { ...failing, length: encoded.length })).rejects.toThrow('the client left');
  });

  it('asks for no more while its reader wants none, and stops its source when nobody reads', async () => {
    const large = (encode[coding] as (bytes: Uint8Array) => Uint8Array)(randomBytes(3 * 1024 * 1024));
    const chunks = cut(
      large,
      Array.from({ length: 400 }, (_, i) => i * 7_919),
    );
    let sent = 0;
    let cancelled = false;
    const inner = unsized(bytesFrom(...chunks));
    const counted: ByteSource = {
      start: (sink) =>
        inner.start({
          ...sink,
          write: (chunk) => ((sent += 1), sink.write(chunk)),
          end: () => sink.end(),
          fail() {},
        }),
      resume: () => inner.resume(),
      cancel() {
        cancelled = true;
        inner.cancel();
      },
    };
    const decoded = nodeDecoders.decode(coding, counted, { maxBytes: MAX }) as ByteSource;
    const sink: ByteSink = { write: () => false, end() {}, fail() {} };
    await new Promise<void>((resolve) => {
      decoded.start({ ...sink, write: () => (resolve(), false) });
    });
    // Whatever is under way in other threads comes to rest.
    for (let before = -1; before !== sent;) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(sent).toBeLessThan(chunks.length / 2);
    decoded.cancel();
    expect(cancelled).toBe(true);
  });
});

it('knows no other coding', () => {
  expect(nodeDecoders.codings).toEqual(['zstd', 'gzip', 'br', 'deflate']);
  for (const coding of ['compress', 'identity', '__proto__', 'toString'])
    expect(nodeDecoders.decode(coding, bytesFrom(), { maxBytes: MAX })).toBeNull();
});

it('takes deflate as the standard has it, with a zlib header', async () => {
  expect((await refused('deflate', bytesFrom(deflateRawSync(BODY)))).code).toBe('invalid_request');
});

it('refuses a second member of gzip, of which some decoders know nothing', async () => {
  const members = [gzipSync('{"model":"a"}'), gzipSync(' ')];
  for (const source of Object.values(ways)) {
    expect((await refused('gzip', source(...members))).message).toContain('something follows its end');
  }
});

it('refuses a body that is longer than its declared length', async () => {
  const source: ByteSource = { ...bytesFrom(gzipSync(BODY)), length: 3 };
  expect((await refused('gzip', source)).message).toContain('content-length');
});

describe('zstd, by its frame', () => {
  const frames: Record<string, Uint8Array> = {
    'several blocks': frameOf([
      rawBlock(text('{"model":')),
      repeatBlock(0x20, 3),
      rawBlock(text('"m"}'), true),
    ]),
    'an empty last block': frameOf([rawBlock(text('{"model":   "m"}')), rawBlock(new Uint8Array(0), true)]),
  };
  it.each(Object.entries(frames))('reads %s', async (_name, frame) => {
    for (const source of Object.values(ways)) {
      expect(Buffer.from(await decode('zstd', source(frame))).toString()).toBe('{"model":   "m"}');
      expect(Buffer.from(await decode('zstd', source(...cut(frame, [...frame.keys()])))).toString()).toBe(
        '{"model":   "m"}',
      );
    }
  });

  const ok = [rawBlock(text('{}'), true)];
  const skippable = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 7);
  const wrong: Record<string, [Uint8Array, string]> = {
    'a window that no decoder must have': [frameOf(ok, 16 * 1024), 'a window of more than 8388608 bytes'],
    'a single segment of that length': [
      joined([Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 1), rawBlock(text('{}'), true)]),
      'a window of more than 8388608 bytes',
    ],
    'a second frame': [joined([frameOf(ok), frameOf(ok)]), 'something follows its end'],
    'a skippable frame behind': [joined([frameOf(ok), skippable]), 'something follows its end'],
    'a skippable frame ahead': [joined([skippable, frameOf(ok)]), 'it does not begin with a frame'],
    'a dictionary': [
      joined([Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 1, 0x50, 9), rawBlock(text('{}'), true)]),
      'it needs a dictionary',
    ],
    'a reserved bit': [
      joined([Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 8, 0x50), rawBlock(text('{}'), true)]),
      'its frame header is damaged',
    ],
    'a reserved block type': [frameOf([Uint8Array.of(7, 0, 0)]), 'a block is damaged'],
    'a block longer than blocks are': [frameOf([repeatBlock(0x20, 131_073, true)]), 'a block is damaged'],
    'another length than it tells': [
      joined([Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 3), rawBlock(text('{}'), true)]),
      'zstd',
    ],
  };
  it.each(Object.entries(wrong))('refuses %s', async (_name, [frame, message]) => {
    for (const source of Object.values(ways)) {
      const error = await refused('zstd', source(frame));
      expect(error.message).toContain(message);
      expect(error.code).toBe(message.includes('window') ? 'body_too_large' : 'invalid_request');
    }
  });

  it('ends a bomb of blocks that repeat a byte before it has grown', async () => {
    const bomb = frameOf(Array.from({ length: 16_000 }, () => repeatBlock(0x20, 131_072)));
    expect((await refused('zstd', bytesFrom(bomb), 1024 * 1024)).code).toBe('body_too_large');
  });

  it('does not spend minutes on a body of small blocks', async () => {
    const blocks = Array.from({ length: 200_000 }, () => rawBlock(text('x')));
    const slow = frameOf([...blocks, rawBlock(text('x'), true)], 8 * 1024);
    // Where zlib decodes it, small blocks cost no more than large ones.
    const told = await decode('zstd', bytesFrom(slow)).catch((error: unknown) => error as GatewayError);
    if (told instanceof Uint8Array) expect(told.length).toBe(200_001);
    else expect(told).toMatchObject({ code: 'body_too_large' });
  });

  it('does not spend a minute on twenty bytes', async () => {
    // No literals, 98,047 matches of 65,539 bytes each: they end far beyond what a block may hold.
    const block = Uint8Array.of(0x00, 255, 255, 255, 0x54, 0, 0, 52, 0x80);
    const slow = frameOf([compressedBlock(block, true)]);
    for (const source of Object.values(ways)) {
      expect((await refused('zstd', source(slow))).message).toBe(
        'content-encoding: the body is not valid zstd: its bytes are damaged',
      );
    }
  });

  it('reads what Codex sends', async () => {
    // A window of 2 MiB, no length, no checksum.
    const sent = Buffer.from(
      'KLUv/QBYDQQAckkcGXA3buiZtDgtMtmSJFt8dfV/P5xGuuP/H25LPtf4A6Vr/imWYjkrmATx8eeNZBP6NWWarZt+7pLf8Wms+3ku' +
        'xJzH8dmSvjLA92uGaM2FzFKmNhlk0iHzVnA867JOzzUr+zmSatMAIAJDt3W8kWqPKwEEACrCr9MrIlwWbD3P',
      'base64',
    );
    for (const source of Object.values(ways)) {
      const decoded = JSON.parse(Buffer.from(await decode('zstd', source(sent))).toString()) as {
        model: string;
      };
      expect(decoded.model).toBe('gpt-5.3-codex');
    }
  });
});
