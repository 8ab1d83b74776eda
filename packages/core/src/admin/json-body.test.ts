import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flag, list, optional, section, text } from '../config/schema/field.ts';
import { isRefusal, type Refusal } from '../errors.ts';
import { bytesFrom, type ByteSource } from '../wire/byte-source.ts';
import { fromJson } from './json-body.ts';

interface Body {
  readonly config: string;
  readonly tags: readonly string[] | undefined;
  readonly dry: boolean | undefined;
}
const SCHEMA = section<Body>('A body.', {
  config: text(),
  tags: optional(list('Tags.', text())),
  dry: optional(flag('Dry.')),
});
const JSON_HEADER = ['content-type', 'application/json'];
const bytes = (body: string | object): Uint8Array =>
  new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));

/** What an answer gets of a body, or what the client is told instead. */
async function taken(
  body: ByteSource | Uint8Array | null,
  headers: readonly string[] = JSON_HEADER,
  maxBytes?: number,
): Promise<Body | Refusal> {
  let got: Body | null = null;
  const answer = fromJson(
    SCHEMA,
    async (_question, body) => {
      got = body;
      return { status: 200, statusText: '', headers: [], body: null };
    },
    maxBytes,
  );
  const source = body instanceof Uint8Array ? bytesFrom(body) : body;
  const answered = await answer({ headers, request: { body: source } } as never);
  return isRefusal(answered) ? answered : got!;
}

describe('a body', () => {
  it.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
  ])('of the type %s is read', async (type) => {
    expect(await taken(bytes({ config: 'x', tags: ['a'] }), ['content-type', type])).toEqual({
      config: 'x',
      tags: ['a'],
    });
  });

  it.each([
    [[]],
    [['content-type', 'text/plain']],
    [['content-type', 'application/x-www-form-urlencoded']],
    [['content-type', 'text/plain; x=application/json']],
    [['content-type', 'application/json, text/plain']],
    [['content-type', 'application/problem+json']],
    [['content-type', 'application/json; charset=utf-16']],
    [[...JSON_HEADER, 'content-type', 'text/plain']],
  ])('of another type is not even taken: %j', async (headers) => {
    const never = { start: () => expect.unreachable(), resume() {}, cancel() {} };
    expect(await taken(never, headers)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });

  it('that is compressed is not read', async () => {
    const told = await taken(bytes({}), [...JSON_HEADER, 'content-encoding', 'gzip']);
    expect(told).toMatchObject({ status: 415, code: 'unsupported_encoding' });
    expect(await taken(bytes({ config: '' }), [...JSON_HEADER, 'content-encoding', 'identity'])).toEqual({
      config: '',
    });
  });

  it.each([
    ['', 'body must be'],
    ['{', 'body must be'],
    ['[]', 'body must be'],
    ['null', 'body must be'],
    ['"sk-secret"', 'body must be'],
    ['{"config":"sk-secret"', 'body must be'],
    ['{"config":1}', 'body.config expected a string, got a number'],
    ['{"config":"x","tags":[1,"a",2]}', 'body.tags[0] expected a string'],
    ['{"config":"x","tags":[1,"a",2]}', 'body.tags[2] expected a string'],
    ['{}', 'body.config is missing'],
    ['{"confg":"sk-secret"}', 'body.confg is not known; did you mean "config"?'],
    ['{"config":"x","__proto__":{}}', 'body.__proto__ is not known'],
    ['{"config":"x","constructor":1}', 'body.constructor is not known'],
    ['{"config":"x","sk-proj-0123456789abcdef":1}', 'is not known'],
  ])('that is wrong is told so, without what stands in it: %s', async (body, message) => {
    const told = await taken(bytes(body));
    expect(told).toMatchObject({ status: 422, code: 'validation_failed' });
    expect((told as Refusal).message).toContain(message);
    expect(JSON.stringify(told)).not.toMatch(/sk-secret|sk-proj-0/);
  });

  it('with bytes that are no UTF-8 is none', async () => {
    expect(await taken(new Uint8Array([0x7b, 0xff, 0x7d]))).toMatchObject({ status: 422 });
    expect(await taken(null)).toMatchObject({ status: 422 });
  });

  it('is told all its mistakes, and not thousands', async () => {
    const body = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`x${i}`, 1]));
    const told = (await taken(bytes({ ...body, config: 1 }))) as Refusal;
    expect(told.errors).toHaveLength(20);
    const two = (await taken(bytes({ config: 1, dry: 'no' }))) as Refusal;
    expect(two.errors).toEqual([
      { location: 'body.config', message: 'expected a string, got a number' },
      { location: 'body.dry', message: 'expected true or false, got a string' },
    ]);
  });

  it('is read up to a limit, byte by byte or whole, and not beyond it', async () => {
    const body = bytes({ config: 'x'.repeat(100) });
    const single = (): ByteSource => bytesFrom(...Array.from(body, (byte) => new Uint8Array([byte])));
    expect(await taken(single(), JSON_HEADER, body.length)).toMatchObject({ config: 'x'.repeat(100) });
    let cancelled = 0;
    const source = single();
    const counted = { ...source, cancel: () => void ((cancelled += 1), source.cancel()) };
    expect(await taken(counted, JSON_HEADER, body.length - 1)).toMatchObject({ status: 413 });
    expect(cancelled).toBe(1);
    // One that says beforehand that it is too long is not begun with.
    const never = { start: () => expect.unreachable(), resume() {}, cancel() {} };
    const declared = [...JSON_HEADER, 'content-length', String(body.length + 1)];
    expect(await taken(never, declared, body.length)).toMatchObject({ status: 413 });
  });

  it('that breaks off is a failure and no answer', async () => {
    const broken = {
      start: (sink: { fail(e: Error): void }) => sink.fail(new Error('gone')),
      resume() {},
      cancel() {},
    };
    await expect(taken(broken as never)).rejects.toThrow('gone');
  });

  it('of any JSON is taken or refused, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.object().map((o) => JSON.stringify(o)),
          fc.string(),
        ),
        async (body) => {
          const told = await taken(bytes(body));
          if (isRefusal(told)) expect(told.status).toBe(422);
          else expect(typeof told.config).toBe('string');
        },
      ),
    );
  });
});
