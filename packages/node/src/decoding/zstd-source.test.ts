/** The decoder of versions of Node that have none, run on all of them; decoders.test.ts runs the one that is in use. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '@aperturejs/core';
import { bytesFrom, collectBytes } from '@aperturejs/core/wire';
import { compressedBlock, frameOf, rawBlock, zstd } from './testing/zstd.ts';
import { zstdSource } from './zstd-source.ts';

const decode = (...chunks: Uint8Array[]): Promise<Uint8Array> =>
  collectBytes(zstdSource(bytesFrom(...chunks), 64 * 1024 * 1024));
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Bytes that use each of the ways to write literals and sequences. */
const BODIES: Record<string, () => Uint8Array | Promise<Uint8Array>> = {
  nothing: () => new Uint8Array(0),
  'one byte': () => text('x'),
  'a repeated byte': () => new Uint8Array(300_000).fill(7),
  noise: () => randomBytes(400_000),
  'a page of text, many times': async () => {
    const page = await readFile(new URL('../../../../docs/reference/config.md', import.meta.url));
    return Buffer.concat(Array.from({ length: 40 }, (_, i) => Buffer.concat([page, text(`${i * 7919}`)])));
  },
  'numbers in JSON': () =>
    text(JSON.stringify(Array.from({ length: 90_000 }, (_, i) => (i * i * 31) % 10_007))),
  'noise that comes back from far away': () => {
    const far = randomBytes(3_000_000);
    return Buffer.concat([far, randomBytes(2_000), far.subarray(0, 900_000)]);
  },
  'few symbols': () => randomBytes(200_000).map((byte) => (byte < 200 ? 65 : byte & 7)),
};

describe('decodes what libzstd encodes', () => {
  it.each(Object.entries(BODIES))('%s', async (_name, make) => {
    const body = await make();
    for (const level of [-5, 1, 3, 7, 12, 17]) {
      const encoded = zstd(body, level);
      expect(Buffer.compare(await decode(encoded), body), `level ${level}`).toBe(0);
      const pieces = Array.from({ length: Math.ceil(encoded.length / 1_461) }, (_, i) =>
        encoded.subarray(i * 1_461, (i + 1) * 1_461),
      );
      expect(Buffer.compare(await decode(...pieces), body), `level ${level}, in pieces`).toBe(0);
    }
  });

  it('whatever it is', async () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ maxLength: 300 }).map(text),
      fc.tuple(fc.nat(255), fc.nat(3_000)).map(([byte, times]) => new Uint8Array(times).fill(byte)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(part, fc.nat(20))),
        fc.integer({ min: -3, max: 19 }),
        async (parts, level) => {
          const body = Buffer.concat(
            parts.flatMap(([bytes, times]) => Array.from({ length: times }, () => bytes)),
          );
          expect(Buffer.compare(await decode(zstd(body, level)), body)).toBe(0);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('is not led astray', () => {
  const refusal = async (bytes: Uint8Array): Promise<unknown> =>
    decode(bytes).catch((error: unknown) => error);

  it('by damaged bytes: it decodes or refuses', async () => {
    const encoded = zstd(await (BODIES['numbers in JSON'] as () => Uint8Array)().slice(0, 30_000), 9);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.oneof(fc.nat(encoded.length - 1), fc.nat(150)), fc.nat(255)), {
          minLength: 1,
          maxLength: 4,
        }),
        async (changes) => {
          const damaged = Uint8Array.from(encoded);
          for (const [at, byte] of changes) damaged[at] = byte;
          const outcome = await refusal(damaged);
          if (!(outcome instanceof Uint8Array)) expect(GatewayError.is(outcome)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['matches that end beyond their block', [0x00, 255, 255, 255, 0x54, 0, 0, 52, 0x80]],
    ['a match before the beginning', [0x08, 0x78, 1, 0x54, 0, 4, 0, 0x18]],
    ['tables of a block before, of which there is none', [0x00, 1, 0xfc, 0x01]],
    ['Huffman codes of a block before, of which there is none', [0x13, 0x40, 0x00, 0x01, 0]],
    ['literals that are not there', [0xf8]],
    ['no stream of bits', [0x00, 1, 0x54, 0, 0, 0, 0x00]],
    ['a reserved mode', [0x00, 1, 0x55, 0, 0, 0, 0x80]],
  ])('by %s', async (_name, block) => {
    const frame = frameOf([compressedBlock(Uint8Array.from(block), true)]);
    expect(await refusal(frame)).toMatchObject({
      message: 'content-encoding: the body is not valid zstd: its bytes are damaged',
    });
  });

  it('by many small blocks with a large window', async () => {
    const blocks = Array.from({ length: 200_000 }, () => rawBlock(text('x')));
    expect(await decode(frameOf([...blocks, rawBlock(text('x'), true)], 8 * 1024))).toHaveLength(200_001);
  });
});
