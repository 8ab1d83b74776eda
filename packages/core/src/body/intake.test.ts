import { describe, expect, it } from 'vitest';
import { isRefusal } from '../errors.ts';
import { collectBytes, type ByteSink, type ByteSource } from '../wire/byte-source.ts';
import type { IntakeRules } from './guard.ts';
import { COLLECT_UP_TO, takeIn, type Intake } from './intake.ts';
import { cutPrefix } from './model-splice.ts';
import { JsonScanner } from './json-scanner.ts';
import type { ModelField } from './model-field.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

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

const rules = (more: Partial<IntakeRules> = {}): IntakeRules => ({
  scanner: new JsonScanner(),
  maxBytes: 64 * 1024 * 1024,
  declared: undefined,
  ...more,
});

async function taken(promise: ReturnType<typeof takeIn>): Promise<Intake> {
  const intake = await promise;
  if (isRefusal(intake)) throw new Error(`refused: ${intake.message}`);
  return intake;
}

const text = async (body: Uint8Array | ByteSource): Promise<string> =>
  decoder.decode(body instanceof Uint8Array ? body : await collectBytes(body));

describe('a small body', () => {
  it('is collected and goes on as one piece, byte for byte', async () => {
    const body = handFed();
    const promise = takeIn(body, rules({ declared: 22 }));
    body.sink.write(encoder.encode('{"model":"m",'));
    body.sink.write(encoder.encode(' "a":1.0}'));
    body.sink.end();
    const intake = await taken(promise);
    expect(intake.field?.value).toBe('m');
    expect(await text(intake.forward(null, () => true) as Uint8Array | ByteSource)).toBe(
      '{"model":"m", "a":1.0}',
    );
  });
});

describe('a large body', () => {
  const declared = COLLECT_UP_TO + 1_000;
  const start = encoder.encode('{"model":"p/m","text":"');
  const filler = encoder.encode('x'.repeat(declared - start.length - 2));

  it('is answered for as soon as its model is seen, and streams on', async () => {
    const body = handFed();
    const promise = takeIn(body, rules({ declared }));
    expect(body.sink.write(start)).toBe(false);
    const intake = await taken(promise);
    const onward = intake.forward(cutPrefix(intake.field as ModelField, 'p/'), () => true) as ByteSource;
    expect(onward.length).toBe(declared - 2);
    const whole = collectBytes(onward);
    expect(body.resumed).toBe(1);
    expect(body.sink.write(filler)).toBe(true);
    body.sink.write(encoder.encode('"}'));
    body.sink.end();
    expect(decoder.decode(await whole)).toBe(`{"model":"m","text":"${decoder.decode(filler)}"}`);
  });

  it('hands the backpressure of the provider to the client', async () => {
    const body = handFed();
    const promise = takeIn(body, rules({ declared }));
    body.sink.write(start);
    const onward = (await taken(promise)).forward(null, () => true) as ByteSource;
    onward.start({ write: () => false, end() {}, fail() {} });
    expect(body.resumed).toBe(0);
    expect(body.sink.write(filler)).toBe(false);
    onward.resume();
    expect(body.resumed).toBe(1);
  });

  it('is cut off before its last byte if the rest breaks a rule', async () => {
    for (const last of ['","model":"evil"}', '"} ', '"', '"}']) {
      const body = handFed();
      const tail = encoder.encode(last);
      const length = start.length + filler.length + tail.length;
      const promise = takeIn(body, rules({ declared: length }));
      body.sink.write(start);
      const onward = (await taken(promise)).forward(null, () => true) as ByteSource;
      let bytes = 0;
      let outcome = '';
      onward.start({
        write: (chunk) => ((bytes += chunk.length), true),
        end: () => (outcome = 'whole'),
        fail: (error) => (outcome = error.message),
      });
      body.sink.write(filler);
      body.sink.write(tail);
      if (!body.cancelled) body.sink.end();
      const allowed = last === '"}' || last === '"} ';
      expect(outcome === 'whole', last).toBe(allowed);
      expect(bytes === length, last).toBe(allowed);
      expect(body.cancelled, last).toBe(!allowed);
    }
  });

  it('without a declared length is judged before its end is passed on', async () => {
    const body = handFed();
    const promise = takeIn(body, rules());
    expect(body.sink.write(start)).toBe(true);
    expect(body.sink.write(new Uint8Array(COLLECT_UP_TO).fill(0x20))).toBe(false);
    const onward = (await taken(promise)).forward(null, () => true) as ByteSource;
    const whole = collectBytes(onward);
    body.sink.write(encoder.encode('unfinished'));
    body.sink.end();
    await expect(whole).rejects.toThrow('not complete JSON');
  });

  it('tells a rule that broke between the answer and the start of the forwarding', async () => {
    const body = handFed();
    const promise = takeIn(body, rules({ declared }));
    body.sink.write(start);
    const intake = await taken(promise);
    const onward = intake.forward(null, () => true) as ByteSource;
    body.sink.write(encoder.encode('","model":"evil"'));
    await expect(collectBytes(onward)).rejects.toThrow('more than once');
  });
});

describe('limits', () => {
  it('refuses a declared length over the limit before reading', async () => {
    const body = handFed();
    expect(await takeIn(body, rules({ declared: 11, maxBytes: 10 }))).toMatchObject({ status: 413 });
    expect(body.sink).toBeUndefined();
    expect(body.cancelled).toBe(true);
  });

  it('refuses an undeclared one when it passes the limit', async () => {
    const body = handFed();
    const promise = takeIn(body, rules({ maxBytes: 10 }));
    body.sink.write(encoder.encode('{"a":"0123456789'));
    expect(await promise).toMatchObject({ status: 413 });
    expect(body.cancelled).toBe(true);
  });

  it('counts a body that is not searched', async () => {
    const body = handFed();
    const promise = takeIn(body, rules({ scanner: null }));
    body.sink.write(encoder.encode('not json'));
    body.sink.end();
    const intake = await taken(promise);
    expect(intake.field).toBeNull();
    expect(await text(intake.forward(null, () => true) as Uint8Array | ByteSource)).toBe('not json');
  });
});

it('rejects if the client breaks off before the model came', async () => {
  const body = handFed();
  const promise = takeIn(body, rules());
  body.sink.write(encoder.encode('{"model'));
  body.sink.fail(new Error('gone'));
  await expect(promise).rejects.toThrow('gone');
});

describe('models to fall back to', () => {
  it.each(['models', 'fallbacks', 'Models', 'mod\\u0065ls'])(
    'under "%s" are refused if told to',
    async (key) => {
      const body = handFed();
      const promise = takeIn(body, rules());
      body.sink.write(encoder.encode(`{"model":"m","${key}":["other"]}`));
      body.sink.end();
      const intake = await taken(promise);
      expect(intake.forward(null, () => false)).toMatchObject({ status: 400 });
      expect(isRefusal(intake.forward(null, () => true))).toBe(false);
    },
  );

  it('are refused also when they come last in a large body', async () => {
    const body = handFed();
    const start = '{"model":"m","text":"';
    const promise = takeIn(body, rules({ declared: COLLECT_UP_TO * 2 }));
    body.sink.write(encoder.encode(start));
    const whole = collectBytes((await taken(promise)).forward(null, () => false) as ByteSource);
    body.sink.write(encoder.encode('","models":["other"]'));
    await expect(whole).rejects.toThrow('"models" names models');
    expect(body.cancelled).toBe(true);
  });
});
