import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesFrom, collectBytes, concatBytes, type ByteSource } from '../wire/byte-source.ts';
import { createPrefixInserter, withModelPrefix } from './model-prefix.ts';

const encoder = new TextEncoder();
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const STREAM = ['content-type', 'text/event-stream; charset=utf-8'];

const through = async (value: string, headers: readonly string[] = STREAM, prefix = 'p/'): Promise<string> =>
  text(await collectBytes(withModelPrefix(bytesFrom(encoder.encode(value)), headers, prefix) as ByteSource));

describe('the name of the model in events', () => {
  it('gets back what was cut off it', async () => {
    expect(await through('data: {"response":{"headers":{"openai-model":"m","x":1}}}\n\n')).toBe(
      'data: {"response":{"headers":{"openai-model":"p/m","x":1}}}\n\n',
    );
    expect(await through('{"openai-model" : "m"}{"openai-model":"n"}')).toBe(
      '{"openai-model" : "p/m"}{"openai-model":"p/n"}',
    );
  });

  it('stays as it is where it is something else', async () => {
    for (const value of [
      '{"delta":"{\\"openai-model\\":\\"m\\"}"}',
      '{"openai-model":null}',
      '{"openai-model":["m"]}',
      '{"openai-models":"m"}',
      '{"model":"m"}',
    ])
      expect(await through(value)).toBe(value);
  });

  it('stays as it is in other answers, and where no prefix was cut off', async () => {
    const value = '{"openai-model":"m"}';
    expect(await through(value, STREAM, '')).toBe(value);
    expect(await through(value, ['content-type', 'application/json'])).toBe(value);
    expect(await through(value, [...STREAM, 'content-encoding', 'gzip'])).toBe(value);
    expect(await through(value, [...STREAM, 'content-length', '20'])).toBe(value);
  });

  it('is found however the chunks are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 8 }), fc.string(), (at, other) => {
        const value = `${JSON.stringify(other)}{"openai-model": "m"}"openai-model"`;
        const bytes = encoder.encode(value);
        const places = [...new Set(at.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
        const insert = createPrefixInserter('p/');
        const pieces = [0, ...places].flatMap((place, i) =>
          insert(bytes.subarray(place, places[i] ?? bytes.length)),
        );
        expect(text(concatBytes(pieces))).toBe(
          `${JSON.stringify(other)}{"openai-model": "p/m"}"openai-model"`,
        );
      }),
    );
  });
});
