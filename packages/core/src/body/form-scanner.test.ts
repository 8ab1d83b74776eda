import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Refusal } from '../errors.ts';
import { createFormScanner } from './form-scanner.ts';
import type { ModelField } from './model-field.ts';
import { cutPrefix, spliced } from './model-splice.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const B = '----formdata-b0undary';

/** A part: its headers below the first, and its data. */
interface Part {
  readonly disposition: string;
  readonly headers?: readonly string[];
  readonly data: string | Uint8Array;
}

const field = (name: string, data: string): Part => ({ disposition: `form-data; name="${name}"`, data });
const file = (name: string, data: string | Uint8Array): Part => ({
  disposition: `form-data; name="${name}"; filename="a.wav"`,
  headers: ['Content-Type: audio/wav'],
  data,
});

function form(parts: readonly Part[], end = '--\r\n', boundary = B): Uint8Array {
  const pieces = parts.flatMap(({ disposition, headers = [], data }) => [
    encoder.encode([`--${boundary}`, `Content-Disposition: ${disposition}`, ...headers, '', ''].join('\r\n')),
    typeof data === 'string' ? encoder.encode(data) : data,
    encoder.encode('\r\n'),
  ]);
  return joined([...pieces, encoder.encode(`--${boundary}${end}`)]);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function scan(bytes: Uint8Array, cuts: readonly number[] = [], boundary = B): ModelField | Refusal | null {
  const scanner = createFormScanner(boundary);
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    const refusal = scanner.push(bytes.subarray(from, cut));
    if (refusal) return refusal;
    from = cut;
  }
  return scanner.finish() ?? scanner.field;
}

const bytewise = (bytes: Uint8Array): ModelField | Refusal | null =>
  scan(
    bytes,
    Array.from(bytes, (_, i) => i),
  );

describe('finding the model of a form', () => {
  it.each([
    ['alone', [field('model', 'whisper-1')], 'whisper-1'],
    ['first', [field('model', 'whisper-1'), file('file', 'RIFF')], 'whisper-1'],
    ['last', [file('file', 'RIFF\r\n\r\n--\r\n'), field('model', 'a/b:c@d')], 'a/b:c@d'],
    ['in other scripts', [field('model', 'größe-模型-😀')], 'größe-模型-😀'],
    ['empty', [field('model', '')], ''],
    ['unquoted', [{ disposition: 'form-data; name=model', data: 'm' }], 'm'],
    ['declared as text', [{ ...field('model', 'm'), headers: ['Content-Type: text/plain'] }], 'm'],
  ])('%s', (_what, parts, value) => {
    const bytes = form(parts);
    const found = scan(bytes);
    expect(found).toMatchObject({ value, escaped: false });
    const { start, end } = found as ModelField;
    expect(decoder.decode(bytes.subarray(start, end))).toBe(value);
    expect(bytewise(bytes)).toEqual(found);
  });

  it('none where there is none', () => {
    const bytes = form([field('models-of-cars', 'x'), field('model_name', 'y'), file('file', 'z')]);
    expect(scan(bytes)).toBeNull();
    expect(bytewise(bytes)).toBeNull();
  });

  it('ends with or without a last line end', () => {
    expect(scan(form([field('model', 'm')], '--'))).toMatchObject({ value: 'm' });
  });

  it('cuts the prefix out of the bytes', () => {
    const bytes = form([file('file', 'x'), field('model', 'openai/whisper-1'), field('n', '1')]);
    const cut = spliced(bytes, cutPrefix(scan(bytes) as ModelField, 'openai/'));
    expect(cut).toEqual(form([file('file', 'x'), field('model', 'whisper-1'), field('n', '1')]));
  });

  it.each(['models', 'models[]', 'fallbacks[0]', 'Fallbacks'])(
    'tells of models to fall back to: %s',
    (name) => {
      const scanner = createFormScanner(B);
      expect(scanner.push(form([field('model', 'm'), field(name, 'x')])) ?? scanner.finish()).toBeNull();
      expect(scanner.alternatives).toBe(name);
    },
  );
});

describe('refusing what two parsers could read differently', () => {
  const valid = decoder.decode(form([field('model', 'm'), file('file', 'x')]));
  it.each([
    ['a second model', form([field('model', 'a'), file('file', ''), field('model', 'b')])],
    ['a model in other letters', form([field('Model', 'a')])],
    ['a model in a list', form([field('model[]', 'a')])],
    ['an encoded name', form([field('%6dodel', 'a')])],
    ['a model that is a file', form([file('model', 'a')])],
    ['a name in two forms', form([{ disposition: `form-data; name="x"; name*=utf-8''model`, data: 'a' }])],
    ['two names', form([{ disposition: 'form-data; name="x"; name="model"', data: 'a' }])],
    ['no name', form([{ disposition: 'form-data', data: 'a' }])],
    ['a stray escape in a name', form([{ disposition: 'form-data; name="mo\\del"', data: 'a' }])],
    ['an open quote', form([{ disposition: 'form-data; name="model', data: 'a' }])],
    ['another disposition', form([{ disposition: 'attachment; name="model"', data: 'a' }])],
    [
      'two dispositions',
      form([{ ...field('x', 'a'), headers: ['Content-Disposition: form-data; name="model"'] }]),
    ],
    ['a folded header', form([{ ...field('x', 'a'), headers: ['X: a', ' b'] }])],
    [
      'an encoded part',
      form([{ ...field('model', 'bQ=='), headers: ['Content-Transfer-Encoding: base64'] }]),
    ],
    ['a line feed alone in a head', form([{ ...field('x', 'a'), headers: ['X: a\nContent-Type: b'] }])],
    ['a preamble', encoder.encode(`x\r\n${valid}`)],
    ['a line end in front', encoder.encode(`\r\n${valid}`)],
    ['an epilogue', encoder.encode(`${valid}x`)],
    ['another form behind', encoder.encode(valid + valid)],
    ['a boundary after a line feed alone', form([file('file', `x\n--${B}\r\n`), field('model', 'm')])],
    ['a boundary within a line', form([file('file', `x--${B}--`), field('model', 'm')])],
    ['a boundary that goes on', form([file('file', `x\r\n--${B}x\r\n`), field('model', 'm')])],
    ['white space after a boundary', encoder.encode(valid.replace(`--${B}\r\n`, `--${B} \r\n`))],
    ['no end', form([field('model', 'm')], '\r\n')],
    ['a cut', form([field('model', 'm')]).subarray(0, -6)],
    ['nothing', new Uint8Array()],
    [
      'a boundary right behind the head',
      encoder.encode(`--${B}\r\nContent-Disposition: form-data; name=x\r\n\r\n--${B}--`),
    ],
    ['bytes that are no text', form([{ ...field('model', ''), data: Uint8Array.of(0x6d, 0xff) }])],
    ['a control character', form([field('model', 'm\r\nx')])],
    ['a head without end', encoder.encode(`--${B}\r\nContent-Disposition: ${'x'.repeat(20_000)}`)],
    ['a model without end', form([field('model', 'm'.repeat(5_000))])],
  ])('%s', (_what, bytes) => {
    const refusal = scan(bytes);
    expect(refusal).toMatchObject({ status: 400 });
    expect(bytewise(bytes)).toMatchObject({ code: (refusal as Refusal).code });
  });

  it('of many parts, before it has read them all', () => {
    const bytes = form(Array.from({ length: 1_100 }, (_, i) => field(`f${i}`, 'x')));
    expect(scan(bytes)).toMatchObject({ message: expect.stringContaining('1000 parts') });
  });
});

it('finds the same in any form, however it is cut', () => {
  // Boundaries that repeat themselves, and data made of their beginnings, are the hard case.
  const boundary = fc.constantFrom('--a--a-', '-', 'aab', '------');
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc
      .constantFrom('\r', '\n', '\r\n', '-', '--', '\r\n-', '\r\n---', 'a')
      .map((text) => encoder.encode(text)),
  );
  fc.assert(
    fc.property(
      boundary,
      fc.array(piece, { maxLength: 12 }).map(joined),
      fc.stringMatching(/^[\w./:@-]{0,12}$/),
      fc.boolean(),
      fc.array(fc.nat(400), { maxLength: 6 }),
      (b, data, model, first, marks) => {
        // A client chooses a boundary that its data does not hold.
        const text = String.fromCharCode(...data);
        fc.pre(!`\r\n${text}\r\n`.includes(`--${b}`) && !model.includes(`--${b}`));
        const parts = [file('file', data), field('model', model)];
        const bytes = form(first ? parts.toReversed() : parts, '--\r\n', b);
        const cuts = marks.filter((mark) => mark < bytes.length).sort((x, y) => x - y);
        const found = scan(bytes, cuts, b) as ModelField;
        expect(found.value).toBe(model);
        expect(decoder.decode(bytes.subarray(found.start, found.end))).toBe(model);
      },
    ),
  );
});
