import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { UpstreamRequest } from '../ports/transport.ts';
import { awsRefusal } from '../testing/aws.ts';
import { bytesFrom } from '../wire/byte-source.ts';
import { headerValue, headerValues } from '../wire/header-list.ts';
import type { AwsKey } from './aws-key.ts';
import { signForAws } from './aws-signature.ts';

const KEY: AwsKey = {
  kind: 'aws_key',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: undefined,
  region: 'us-east-1',
  service: 'bedrock',
};
const HOST = 'bedrock-runtime.us-east-1.amazonaws.com';
const NO_DEADLINES = { connect: 0, firstByte: 0, idle: 0, total: 0 };
const encoder = new TextEncoder();

const request = (fields: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
  method: 'POST',
  origin: `https://${HOST}`,
  path: '/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke',
  headers: ['content-type', 'application/json'],
  body: encoder.encode('{"max_tokens":1}'),
  deadlines: NO_DEADLINES,
  ...fields,
});

/** What AWS says to the request once it is signed. */
async function judged(unsigned: UpstreamRequest, key: AwsKey = KEY): Promise<string | null> {
  const { method, path, headers, body } = await signForAws(unsigned, key);
  const host = new URL(unsigned.origin).host;
  return awsRefusal({ method, path, host, headers, body: (body as Uint8Array) ?? new Uint8Array() }, key);
}

describe("AWS's own signer gives the same signature", () => {
  it.each([
    '/model/amazon.nova-pro-v1:0/converse',
    '/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke-with-response-stream',
    '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.claude/converse-stream',
    "/model/a%20b%2Bc%25d/!'()*~+$&,;=@/invoke",
    '/anthropic/v1/messages?beta=true',
    '/anthropic/v1/messages?b=2&a=%2F%20x&a=1&empty=&c',
    '/',
  ])('for %s', async (path) => {
    expect(await judged(request({ path }))).toBeNull();
  });

  it('for any path, query, body and x-amz header', async () => {
    const segment = fc.string({ unit: 'grapheme', maxLength: 12 }).map(encodeURIComponent);
    // The other signer keeps parameters in an object.
    const name = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');
    const parameters = fc.array(fc.tuple(name, fc.string()), { maxLength: 3 });
    const path = fc
      .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), parameters)
      .map(([segments, pairs]) => new URL(`http://x/${segments.join('/')}?${new URLSearchParams(pairs)}`))
      .map(({ pathname, search }) => pathname + search);
    await fc.assert(
      fc.asyncProperty(
        path,
        fc.uint8Array({ maxLength: 64 }),
        fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/),
        async (path, body, value) => {
          const headers = ['X-Amz-User-Agent', value, 'x-other', value];
          expect(await judged(request({ path, body, headers }))).toBeNull();
        },
      ),
      { numRuns: 200 },
    );
  });

  it('with a session token, in another region, for Mantle, on another port', async () => {
    expect(await judged(request(), { ...KEY, sessionToken: 'FwoGZXIvYXdzE+/=' })).toBeNull();
    expect(await judged(request(), { ...KEY, region: 'eu-west-3', service: 'bedrock-mantle' })).toBeNull();
    expect(await judged(request({ origin: 'http://127.0.0.1:8443' }))).toBeNull();
  });

  it('of a header that stands there twice', async () => {
    expect(await judged(request({ headers: ['x-amz-a', '1', 'X-Amz-A', '2'] }))).toBeNull();
  });

  it('of no body, and of one in pieces', async () => {
    expect(await judged(request({ method: 'GET', body: null }))).toBeNull();
    expect(await judged(request({ body: new Uint8Array() }))).toBeNull();
    const pieces = bytesFrom(encoder.encode('{"a":'), encoder.encode('1}'));
    expect(await judged(request({ body: pieces }))).toBeNull();
  });

  it('on the next day as well', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      for (const day of ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28']) {
        vi.setSystemTime(new Date(`${day}T12:00:00Z`));
        expect(await judged(request())).toBeNull();
      }
    } finally {
      vi.useRealTimers();
    }
  });
});

it('the body that goes is the one that was signed', async () => {
  const signed = await signForAws(
    request({ body: bytesFrom(encoder.encode('{"a":'), encoder.encode('1}')) }),
    KEY,
  );
  expect(new TextDecoder().decode(signed.body as Uint8Array)).toBe('{"a":1}');
  expect((await signForAws(request({ body: null }), KEY)).body).toBeNull();
});

it('signs no header that may change on its way, and changes none', async () => {
  const { headers } = await signForAws(
    request({ headers: ['Content-Type', 'application/json', 'X-Amzn-Bedrock-Trace', 'ENABLED'] }),
    KEY,
  );
  expect(headers.slice(0, 4)).toEqual([
    'Content-Type',
    'application/json',
    'X-Amzn-Bedrock-Trace',
    'ENABLED',
  ]);
  expect(headerValue(headers, 'authorization')).toContain(
    'SignedHeaders=host;x-amz-content-sha256;x-amz-date,',
  );
});

it('leaves a request alone that is authorized by configuration', async () => {
  const configured = request({ headers: ['Authorization', 'Bearer configured'] });
  const signed = await signForAws(configured, KEY);
  expect(headerValues(signed.headers, 'authorization')).toEqual(['Bearer configured']);
});

it('fails if the body breaks off', async () => {
  const body = {
    start: (sink: { fail(error: Error): void }) => sink.fail(new Error('gone')),
    resume() {},
    cancel() {},
  };
  await expect(signForAws(request({ body }), KEY)).rejects.toThrow('gone');
});
