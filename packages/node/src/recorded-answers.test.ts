/** Answers in every coding, by Node's decoders: they reach the client as they came, and their records tell what was in them. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { request } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { recordingStore } from '../../core/src/testing/store.ts';
import { zstd } from './decoding/testing/zstd.ts';
import { createServer } from './server/create-server.ts';
import { startUpstream } from './testing/upstream.ts';

const CAP = 'tailscale.com/cap/aperture';
const CALL = JSON.stringify({ model: 'm', messages: [] });
const USAGE = { prompt_tokens: 3, completion_tokens: 2 };
const WHOLE = JSON.stringify({
  id: 'c1',
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: USAGE,
});
const STREAM = [
  { id: 'c1', model: 'm', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }] },
  { id: 'c1', model: 'm', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: USAGE },
]
  .map((event) => `data: ${JSON.stringify(event)}\n\n`)
  .concat('data: [DONE]\n\n')
  .join('');

const CODINGS: Readonly<Record<string, (bytes: Buffer) => Uint8Array>> = {
  gzip: gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
  zstd: (bytes) => zstd(bytes),
};

/** The bytes of an answer as they are on the wire, which `fetch` would not show. */
function wireBytes(url: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'accept-encoding': 'gzip, br, deflate, zstd' };
    const sent = request(`${url}/v1/chat/completions`, { method: 'POST', headers }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.once('end', () => resolve(Buffer.concat(chunks)));
      res.once('error', reject);
    });
    sent.once('error', reject);
    sent.end(CALL);
  });
}

it.each(
  Object.keys(CODINGS).flatMap((coding) => [
    [coding, 'text/event-stream', STREAM] as const,
    [coding, 'application/json', WHOLE] as const,
  ]),
)('%s of %s', async (coding, type, text) => {
  const upstream = await startUpstream();
  const body = CODINGS[coding]!(Buffer.from(text));
  upstream.answer = (_req, res) => {
    res.writeHead(200, { 'content-type': type, 'content-encoding': coding });
    // In pieces that end wherever they end.
    for (let at = 0; at < body.length; at += 7) res.write(body.subarray(at, at + 7));
    res.end();
  };
  const { store, entries } = recordingStore();
  const server = createServer(
    {
      grants: [{ src: ['*'], app: { [CAP]: [{ role: 'user' }, { models: '**' }] } }],
      providers: {
        p: {
          baseurl: upstream.origin,
          apikey: 'k',
          models: ['m'],
          compatibility: { openai_chat: true },
        },
      },
      database: { captures: 'full' },
    },
    { port: 0, store, logger: { log() {} } },
  );
  onTestFinished(async () => {
    await server.close({ drain: 0 });
    await upstream.close();
  });
  const { url } = await server.listen();
  expect(Buffer.compare(await wireBytes(url), body)).toBe(0);
  await expect.poll(() => entries.length).toBe(1);
  const [entry] = entries;
  expect(entry?.record).toMatchObject({
    outcome: 'completed',
    usage: { inputTokens: 3, outputTokens: 2 },
    answer: { id: 'c1', stopReason: 'stop', unreadable: null },
    sizes: { response: body.length },
  });
  expect(entry?.capture?.response?.body).toContain('"Hi"');
});
