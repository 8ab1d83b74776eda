import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError, isRefusal, type Refusal } from '../errors.ts';
import type { Decoders } from '../ports/decoders.ts';
import {
  bytesFrom,
  bytesFromStream,
  collectBytes,
  type ByteSink,
  type ByteSource,
} from '../wire/byte-source.ts';
import { MAX_RATIO, RATIO_FREE, takeInEncoded } from './encoded-intake.ts';
import { createFormScanner } from './form-scanner.ts';
import { COLLECT_UP_TO, takeIn, type Intake } from './intake.ts';
import { JsonScanner } from './json-scanner.ts';
import type { ModelField, ModelScanner } from './model-field.ts';
import { cutPrefix } from './model-splice.ts';
import { webDecoders } from './web-decoders.ts';

const MAX = 16 * 1024 * 1024;
const encoder = new TextEncoder();
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const packer = new CompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>;
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(packer);
  return collectBytes(bytesFromStream(stream));
}

/** A coding of the tests: each byte stands for itself, xor 0x80, but for 0xff, which stands for a kilobyte of spaces. */
const FLIP = 0x80;
const flipped = (value: string): Uint8Array => encoder.encode(value).map((byte) => byte ^ FLIP);
const flip: Decoders = {
  codings: ['flip'],
  decode: (_coding, encoded) => ({
    start: (sink) =>
      encoded.start({
        write: (chunk) =>
          sink.write(
            chunk.includes(0xff)
              ? new Uint8Array(chunk.length * 1024).fill(0x20)
              : chunk.map((byte) => byte ^ FLIP),
          ),
        end: () => sink.end(),
        fail: (error) => sink.fail(error),
      }),
    resume: () => encoded.resume(),
    cancel: (reason) => encoded.cancel(reason),
  }),
};
const FLIPPED = { codings: ['flip'], decoders: flip };

/** A body whose chunks the test sends by hand. */
function handFed(): ByteSource & { sink: ByteSink; resumed: number; cancelled: boolean } {
  const source = {
    sink: undefined as unknown as ByteSink,
    resumed: 0,
    cancelled: false,
    start(sink: ByteSink) {
      source.sink = sink;
    },
    resume() {
      source.resumed += 1;
    },
    cancel() {
      source.cancelled = true;
    },
  };
  return source;
}

const rules = (
  more: { readonly scanner?: ModelScanner; readonly maxBytes?: number; readonly declared?: number } = {},
) => ({ scanner: new JsonScanner(), maxBytes: MAX, declared: undefined, ...more });

function taken(intake: Intake | Refusal): Intake {
  if (isRefusal(intake)) throw new Error(`refused: ${intake.message}`);
  return intake;
}

/** What the provider gets of a body, or the refusal. */
async function sent(intake: Intake | Refusal, prefix = ''): Promise<Uint8Array | Refusal> {
  if (isRefusal(intake)) return intake;
  const splice = prefix && intake.field ? cutPrefix(intake.field, prefix) : null;
  const body = intake.forward(splice, () => true);
  return body instanceof Uint8Array || isRefusal(body) ? body : collectBytes(body);
}

describe('a small body', () => {
  it('goes on as it came', async () => {
    const bytes = await gzip(encoder.encode('{"model":"m", "a":1.0}'));
    const encoding = { codings: ['gzip'], decoders: webDecoders };
    const intake = taken(await takeInEncoded(bytesFrom(bytes), rules(), encoding));
    expect(intake.field?.value).toBe('m');
    expect(text(intake.beginning())).toBe('{"model":"m", "a":1.0}');
    expect(intake.seen()).toBe(bytes.length);
    expect(await sent(intake)).toEqual(bytes);
  });

  it('goes on decoded, in one piece, where something is cut out of it', async () => {
    const bytes = await gzip(await gzip(encoder.encode('{"model":"p/m", "a":1.0}')));
    const encoding = { codings: ['gzip', 'gzip'], decoders: webDecoders };
    const intake = taken(await takeInEncoded(bytesFrom(bytes), rules(), encoding));
    const body = intake.forward(cutPrefix(intake.field as ModelField, 'p/'), () => true);
    expect(text(body as Uint8Array)).toBe('{"model":"m", "a":1.0}');
  });

  it('is judged as it would be uncompressed, however it is cut', async () => {
    const parts = fc.oneof(
      fc.json(),
      fc.constantFrom(
        '{"model":"m"}',
        '{"model":"p/m","a":[{}]}',
        '{"model":"m","model":"n"}',
        '{"model":1}',
        '{"models":["a"],"model":"b"}',
        '{"model":"m"',
      ),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(parts, fc.constantFrom('', ' ', 'x'), fc.array(fc.nat()), async (value, tail, at) => {
        const bytes = flipped(value + tail);
        const places = [...new Set(at.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
        const chunks = [0, ...places].map((place, i) => bytes.subarray(place, places[i] ?? bytes.length));
        const plain = await takeIn(bytesFrom(encoder.encode(value + tail)), rules());
        const intake = await takeInEncoded(bytesFrom(...chunks), rules(), FLIPPED);
        if (isRefusal(plain)) {
          expect(intake).toMatchObject({ code: plain.code });
          return;
        }
        expect(taken(intake).field).toEqual(plain.field);
        for (const mayFallBack of [true, false]) {
          const [one, other] = [plain, taken(intake)].map((each) => each.forward(null, () => mayFallBack));
          if (isRefusal(one)) expect(other).toEqual(one);
          else expect(Buffer.compare(other as Uint8Array, bytes)).toBe(0);
        }
      }),
    );
  });
});

describe('a large body', () => {
  const start = flipped('{"model":"p/m","text":"');
  const filler = flipped('x'.repeat(COLLECT_UP_TO));
  const end = flipped('"}');
  const declared = start.length + filler.length + end.length;

  it('streams on as it comes, and ends once all of it was judged', async () => {
    const body = handFed();
    const promise = takeInEncoded(body, rules({ declared }), FLIPPED);
    body.sink.write(start);
    expect(body.sink.write(filler)).toBe(false);
    const onward = taken(await promise).forward(null, () => true) as ByteSource;
    expect(onward.length).toBe(declared);
    const chunks: Uint8Array[] = [];
    let ended = false;
    onward.start({ write: (chunk) => chunks.push(chunk) > 0, end: () => (ended = true), fail() {} });
    expect(chunks).toEqual([]);
    body.sink.write(end);
    expect(Buffer.concat(chunks).equals(Buffer.concat([start, filler]))).toBe(true);
    body.sink.end();
    expect(Buffer.concat(chunks).equals(Buffer.concat([start, filler, end]))).toBe(true);
    expect(ended).toBe(true);
  });

  it('goes on decoded, with no length, where something is cut out of it', async () => {
    const body = handFed();
    const promise = takeInEncoded(body, rules({ declared }), FLIPPED);
    body.sink.write(start);
    body.sink.write(filler);
    const intake = taken(await promise);
    const onward = intake.forward(cutPrefix(intake.field as ModelField, 'p/'), () => true) as ByteSource;
    expect(onward.length).toBeUndefined();
    const whole = collectBytes(onward);
    body.sink.write(end);
    body.sink.end();
    expect(text(await whole)).toBe(`{"model":"m","text":"${'x'.repeat(COLLECT_UP_TO)}"}`);
  });

  it('is never sent whole if its rest breaks a rule, or is not of the coding', async () => {
    const rests: ((body: ReturnType<typeof handFed>) => void)[] = [
      ({ sink }) => sink.write(flipped('","model":"evil"}')),
      ({ sink }) => {
        sink.write(flipped('"}'));
        sink.write(flipped('x'));
      },
      ({ sink }) => {
        sink.write(flipped('"'));
        sink.end();
      },
      ({ sink }) => sink.fail(new GatewayError('invalid_request', 'not valid')),
      ({ sink }) => sink.fail(new Error('the client left')),
    ];
    for (const rest of rests) {
      const body = handFed();
      const promise = takeInEncoded(body, rules(), FLIPPED);
      body.sink.write(start);
      body.sink.write(filler);
      const intake = taken(await promise);
      const chunks: Uint8Array[] = [];
      let failure: Error | null = null;
      (intake.forward(null, () => true) as ByteSource).start({
        write: (chunk) => chunks.push(chunk) > 0,
        end: () => chunks.push(encoder.encode('ended')),
        fail: (error) => (failure = error),
      });
      const arrived = (): number => chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      rest(body);
      expect(failure).toBe(intake.failure());
      expect(failure).not.toBeNull();
      expect(arrived()).toBeLessThanOrEqual(start.length + filler.length + 2);
      expect(chunks.map(text)).not.toContain('ended');
    }
  });

  it('keeps what came last until it was judged', async () => {
    // The decoder works in another thread: it has all of the bytes before anything comes out.
    const late: (() => void)[] = [];
    const decoders: Decoders = {
      codings: ['flip'],
      decode(coding, encoded, limits) {
        const decoded = flip.decode(coding, encoded, limits) as ByteSource;
        const start = (sink: ByteSink): void =>
          decoded.start({
            ...sink,
            write: (chunk) => sink.write(chunk),
            end: () => late.push(() => sink.end()),
          });
        return { ...decoded, start };
      },
    };
    const body = handFed();
    const promise = takeInEncoded(body, rules(), { codings: ['flip'], decoders });
    body.sink.write(start);
    body.sink.write(filler);
    const chunks: Uint8Array[] = [];
    let ended = false;
    (taken(await promise).forward(null, () => true) as ByteSource).start({
      write: (chunk) => chunks.push(chunk) > 0,
      end: () => (ended = true),
      fail() {},
    });
    body.sink.write(flipped('"'));
    body.sink.write(flipped('}'));
    body.sink.end();
    expect(text(chunks.at(-1) as Uint8Array)).toBe(text(flipped('"')));
    expect(ended).toBe(false);
    for (const go of late) go();
    expect(text(chunks.at(-1) as Uint8Array)).toBe(text(flipped('}')));
    expect(ended).toBe(true);
  });

  it('hands the backpressure of the provider and of the decoder to the client', async () => {
    const body = handFed();
    const promise = takeInEncoded(body, rules({ declared }), FLIPPED);
    body.sink.write(start);
    expect(body.sink.write(filler)).toBe(false);
    const onward = taken(await promise).forward(null, () => true) as ByteSource;
    onward.start({ write: () => false, end() {}, fail() {} });
    expect(body.resumed).toBe(1);
    expect(body.sink.write(flipped('x'))).toBe(false);
    onward.resume();
    expect(body.resumed).toBe(2);
    onward.cancel();
    expect(body.cancelled).toBe(true);
  });

  it('names models to fall back to in vain where the grants do not open all', async () => {
    const body = handFed();
    const promise = takeInEncoded(body, rules(), FLIPPED);
    body.sink.write(start);
    body.sink.write(filler);
    const intake = taken(await promise);
    const sentOn = collectBytes(intake.forward(null, () => false) as ByteSource);
    body.sink.write(flipped('","models":["b"]}'));
    await expect(sentOn).rejects.toThrow('"models" names models to fall back to');
    expect(body.cancelled).toBe(true);
  });
});

describe('a body that asks too much', () => {
  it('is refused by its declared length before it is read', async () => {
    const body = handFed();
    expect(await takeInEncoded(body, rules({ declared: MAX + 1 }), FLIPPED)).toMatchObject({ status: 413 });
    expect(body.cancelled).toBe(true);
  });

  it('is refused once it is too long, encoded', async () => {
    const body = handFed();
    const refusal = takeInEncoded(body, rules({ maxBytes: 20 }), FLIPPED);
    body.sink.write(flipped('{"model":"m","text":"xxxxxxx'));
    expect(await refusal).toMatchObject({ code: 'body_too_large', status: 413 });
    expect(body.cancelled).toBe(true);
  });

  it('is refused once it is too long, decoded', async () => {
    const bytes = await gzip(encoder.encode(`{"model":"m","text":"${' '.repeat(100_000)}"}`));
    const encoding = { codings: ['gzip'], decoders: webDecoders };
    const refusal = await takeInEncoded(bytesFrom(bytes), rules({ maxBytes: 50_000 }), encoding);
    expect(refusal).toMatchObject({ code: 'body_too_large' });
  });

  it('is refused once it expands out of proportion, in any of its layers', async () => {
    const free = await gzip(encoder.encode(`{"model":"m","text":"${' '.repeat(RATIO_FREE - 100)}"}`));
    const bomb = await gzip(encoder.encode(`{"model":"m","text":"${' '.repeat(RATIO_FREE)}"}`));
    expect(RATIO_FREE / bomb.length).toBeGreaterThan(MAX_RATIO);
    const encoding = { codings: ['gzip'], decoders: webDecoders };
    expect(taken(await takeInEncoded(bytesFrom(free), rules(), encoding)).field?.value).toBe('m');
    const message = `the request body expands to more than ${MAX_RATIO} times its length; send it uncompressed`;
    const begun = taken(await takeInEncoded(bytesFrom(bomb), rules(), encoding));
    await expect(sent(begun)).rejects.toThrow(message);
    const spaces = await gzip(encoder.encode(' '.repeat(RATIO_FREE + 1)));
    const refused = { code: 'body_too_large', message };
    expect(await takeInEncoded(bytesFrom(spaces), rules(), encoding)).toMatchObject(refused);
    const body = handFed();
    const layered = takeInEncoded(body, rules(), { codings: ['flip', 'flip'], decoders: flip });
    body.sink.write(Uint8Array.of(1, ...new Uint8Array(9_000).fill(0xff)));
    expect(await layered).toMatchObject(refused);
    expect(body.cancelled).toBe(true);
  });
});

describe('a body that could be read without being decoded', () => {
  const message = expect.stringContaining('content-encoding says') as string;

  it('is refused if it begins like JSON', async () => {
    for (const first of ['{"model":"m"}', ' \n{"model":"m"}', '\ufeff{"model":"m"}', '\0{\0"']) {
      const body = handFed();
      const refusal = takeInEncoded(body, rules(), FLIPPED);
      body.sink.write(new Uint8Array(0));
      body.sink.write(encoder.encode(first));
      expect(await refusal).toMatchObject({ code: 'invalid_request', message });
      expect(body.cancelled).toBe(true);
    }
  });

  it('is refused if a form can be found in it', async () => {
    const form = '--b\r\ncontent-disposition: form-data; name="model"\r\n\r\nm\r\n--b--\r\n';
    const scanner = (): ModelScanner => createFormScanner('b');
    const intake = await takeInEncoded(bytesFrom(flipped(form)), rules({ scanner: scanner() }), FLIPPED);
    expect(taken(intake).field?.value).toBe('m');
    const hiding = [...flipped(form), ...encoder.encode('-'), ...encoder.encode('-b\r\n')];
    const chunks = [Uint8Array.from(hiding.slice(0, -4)), Uint8Array.from(hiding.slice(-4))];
    const refusal = await takeInEncoded(bytesFrom(...chunks), rules({ scanner: scanner() }), FLIPPED);
    expect(refusal).toMatchObject({ code: 'invalid_request' });
  });
});

describe('a body that is not of its coding', () => {
  const encoding = { codings: ['gzip'], decoders: webDecoders };

  it('is refused, and the header named', async () => {
    const bytes = await gzip(encoder.encode('{"model":"m"}'));
    for (const wrong of [bytes.subarray(0, -1), bytes.subarray(1), encoder.encode('garbage')]) {
      expect(await takeInEncoded(bytesFrom(wrong), rules(), encoding)).toMatchObject({
        code: 'invalid_request',
        message: 'content-encoding: the body is not valid gzip',
      });
    }
  });

  it('tells apart that the client left', async () => {
    const body = handFed();
    const intake = takeInEncoded(body, rules(), encoding);
    body.sink.fail(new Error('the client left'));
    await expect(intake).rejects.toThrow('the client left');
  });
});
