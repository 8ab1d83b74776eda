/** Listening to records at a server of its own: what ends a stream, and a listener that does not read. */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { openSocket } from '../testing/raw-socket.ts';
import { createServer, type ApertureServer } from './create-server.ts';

const CAP = 'tailscale.com/cap/aperture';
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function listening(role = 'user'): Promise<{ server: ApertureServer; url: string; port: number }> {
  const server = createServer(
    { grants: [{ src: ['(loopback)'], app: { [CAP]: [{ role }] } }], providers: {} },
    { port: 0, logger: { log() {} } },
  );
  closers.push(() => server.close({ drain: 0 }));
  const { url, port } = await server.listen();
  return { server, url, port };
}

async function live(url: string): Promise<IncomingMessage> {
  const req = request(`${url}/aperture/live`);
  req.end();
  return (await once(req, 'response'))[0] as IncomingMessage;
}

it('does not wait for listeners when it stops', async () => {
  const { server, url } = await listening();
  const streams = [await live(url), await live(url)];
  // With half a minute to wait, as by default; the test would run into its own limit.
  await server.close({ drain: 30_000 });
  for (const stream of streams) {
    let text = '';
    for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
    expect(stream.complete).toBe(true);
    expect(text).toMatch(/^: records as they end\nid: [-0-9a-f]{36}\nretry: 3000\n\n$/);
  }
});

it('holds no more for a listener that does not read than there is room for, and says so', async () => {
  const { port, url } = await listening();
  const slow = await openSocket(port);
  slow.send(`GET /aperture/live HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`);
  await slow.until(/retry: 3000\n\n/);
  slow.socket.pause();
  // The path stands in the record: what the sockets on the way hold is soon full.
  const long = 'x'.repeat(30_000);
  for (let n = 0; n < 400; n += 1) {
    const answer = await fetch(`${url}/v1beta/models/${n}-${long}:generateContent`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(404);
    await answer.arrayBuffer();
  }
  slow.socket.resume();
  const heard = await slow.until(/"asked":"399-/);
  const told = /event: lag\ndata: \{"dropped":(\d+)\}/.exec(heard);
  const records = heard.match(/^event: record$/gm)?.length ?? 0;
  expect(Number(told?.[1])).toBeGreaterThan(0);
  expect(records + Number(told?.[1])).toBe(400);
});
