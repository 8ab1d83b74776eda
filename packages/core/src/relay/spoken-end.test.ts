import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import { createGateway } from '../gateway.ts';
import { ALICE, CONFIG, post } from '../testing/gateway.ts';
import { recorder } from '../testing/recorder.ts';
import { recordingStore } from '../testing/store.ts';
import type { ByteSource } from '../wire/byte-source.ts';

const encoder = new TextEncoder();
const LATE = new GatewayError(
  'upstream_timeout',
  'provider host x sent nothing for 5 s in the middle of its answer',
);
const EVENT = 'event: response.created\ndata: {"type":"response.created"}\n\n';

function failing(error: Error, ...chunks: string[]): ByteSource {
  return {
    start(sink) {
      for (const chunk of chunks) sink.write(encoder.encode(chunk));
      sink.fail(error);
    },
    resume() {},
    cancel() {},
  };
}

const SSE = ['content-type', 'text/event-stream; charset=utf-8'];

/** The text of the answer, or that it broke off. */
async function told(
  body: ByteSource,
  {
    path = '/v1/responses',
    model = 'gpt-5',
    headers = SSE,
    sent = {},
  }: { path?: string; model?: string; headers?: string[]; sent?: Record<string, string> } = {},
): Promise<string> {
  const transport = recorder({ headers, body });
  const gateway = createGateway(CONFIG, { transport });
  const response = await gateway.fetch(post(path, { model }, sent), ALICE);
  return response.text().catch(() => 'broken off');
}

const failure = (code: string): string =>
  `event: response.failed\ndata: {"type":"response.failed","response":{"id":"resp_aperture","object":"response",` +
  `"status":"failed","error":{"code":"${code}","message":"${LATE.message}"}}}\n\n`;

describe('a stream of responses that a deadline ends', () => {
  it('says so at the end of an event', async () => {
    expect(await told(failing(LATE, EVENT))).toBe(EVENT + failure('server_error'));
    expect(await told(failing(LATE))).toBe(failure('server_error'));
  });

  it('says it to Codex in the one way in which it shows it and does not try again', async () => {
    expect(await told(failing(LATE, EVENT), { sent: { originator: 'codex_exec' } })).toBe(
      EVENT + failure('invalid_prompt'),
    );
  });

  it.each([
    ['a line feed', 'data: 1\n\n'],
    ['both', 'data: 1\r\n\r\n'],
    ['a carriage return', 'data: 1\r\r'],
  ])('finds the end of an event in lines that end with %s, however they come', async (_what, event) => {
    expect(await told(failing(LATE, ...event))).toBe(event + failure('server_error'));
    expect(await told(failing(LATE, event))).toBe(event + failure('server_error'));
  });

  it.each(['data: 1\n', 'data: 1', 'data: 1\r\n', 'data: 1\n\ndata: 2', 'data: 1\n\r'])(
    'says nothing in the middle of an event: %j',
    async (text) => {
      expect(await told(failing(LATE, text))).toBe('broken off');
    },
  );
});

it('leaves all other ends as they are', async () => {
  const reset = new GatewayError('upstream_unreachable', 'reset');
  expect(await told(failing(reset, EVENT))).toBe('broken off');
  expect(await told(failing(new Error('reset'), EVENT))).toBe('broken off');
  const length = [...SSE, 'content-length', '1000'];
  expect(await told(failing(LATE, EVENT), { headers: length })).toBe('broken off');
  const encoded = [...SSE, 'content-encoding', 'br'];
  expect(await told(failing(LATE, EVENT), { headers: encoded })).toBe('broken off');
  expect(await told(failing(LATE, EVENT), { headers: ['content-type', 'application/json'] })).toBe(
    'broken off',
  );
  expect(await told(failing(LATE, EVENT), { path: '/v1/chat/completions' })).toBe('broken off');
});

it('is recorded as what it is', async () => {
  const { store, records } = recordingStore();
  const transport = recorder({ headers: SSE, body: failing(LATE, EVENT) });
  const gateway = createGateway(CONFIG, { transport, store });
  await (await gateway.fetch(post('/v1/responses', { model: 'gpt-5' }), ALICE)).text();
  expect(records).toMatchObject([{ outcome: 'timed_out', status: 200 }]);
});
