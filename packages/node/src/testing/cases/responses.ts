/** What a client sees of the head of a response, whether it carries raw parts or is native. */
import { expect } from 'vitest';
import type { RawResponse } from '@aperturejs/core/wire';
import type { Stage } from '../describe-faces.ts';
import { openSocket } from '../raw-socket.ts';
import { gate, scripted } from './sources.ts';

/** A case of responses gets the way in which to make them. */
export interface ResponseStage extends Stage {
  respond(parts: Partial<RawResponse>): Response;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const nothingOn = { memory: 'nothing is on a wire' };

export const responseCases = [
  {
    name: 'keeps two Set-Cookie apart',
    async run({ start, respond }: ResponseStage) {
      const { client } = await start(() =>
        respond({
          headers: ['Set-Cookie', 'a=1; Path=/', 'x-a', '1', 'set-cookie', 'b=2'],
          body: bytes('x'),
        }),
      );
      expect((await client.fetch({ path: '/' })).header('set-cookie')).toEqual(['a=1; Path=/', 'b=2']);
    },
  },
  {
    name: 'keeps other repeats',
    async run({ start, respond }: ResponseStage) {
      const { client } = await start(() => respond({ headers: ['x-a', '1', 'X-A', '2'], body: bytes('x') }));
      expect((await client.fetch({ path: '/' })).header('x-a').join(', ')).toBe('1, 2');
    },
  },
  {
    name: 'adds no content-type',
    async run({ start, respond }: ResponseStage) {
      const { client } = await start(({ url }) =>
        respond({ body: url.endsWith('stream') ? scripted(['x']).source : bytes('x') }),
      );
      for (const path of ['/bytes', '/stream']) {
        const answer = await client.fetch({ path });
        expect([answer.text, answer.header('content-type')]).toEqual(['x', []]);
      }
    },
  },
  {
    name: 'leaves vendor headers and encoded bytes alone',
    async run({ start, respond }: ResponseStage) {
      const headers = [
        'content-type',
        'text/event-stream',
        'content-encoding',
        'gzip',
        'cache-control',
        'no-transform',
        'x-codex-turn-state',
        'abc',
        'retry-after',
        '1',
        'date',
        'Mon, 01 Jan 2024 00:00:00 GMT',
        'etag',
        'W/"1"',
      ];
      const { client } = await start(() => respond({ headers, body: bytes('not really gzip') }));
      const answer = await client.fetch({ path: '/', headers: ['accept-encoding', 'gzip, br'] });
      expect(answer.text).toBe('not really gzip');
      for (let i = 0; i < headers.length; i += 2) {
        expect(answer.header(headers[i] as string)).toEqual([headers[i + 1]]);
      }
    },
  },
  {
    name: 'keeps the reason phrase',
    not: { http2: 'HTTP/2 has none' },
    async run({ start, respond }: ResponseStage) {
      const { client } = await start(() => respond({ status: 418, statusText: 'Short and stout' }));
      const { status, statusText } = await client.fetch({ path: '/' });
      expect([status, statusText]).toEqual([418, 'Short and stout']);
    },
  },
  {
    name: 'sends 204, 205 and 304 without a body and goes on with the connection',
    not: { memory: 'a handler in memory answers with what it has' },
    async run({ start, respond }: ResponseStage) {
      const { source, cancelled } = scripted([], { endless: true });
      const { client } = await start(({ url }) =>
        respond({
          status: Number(url.slice(-3)),
          headers: ['etag', '"1"'],
          body: url.includes('body') ? source : null,
        }),
      );
      for (const path of ['/204', '/304', '/205', '/body/204']) {
        const answer = await client.fetch({ path });
        expect([answer.status, answer.text, answer.header('etag')]).toEqual([
          Number(path.slice(-3)),
          '',
          ['"1"'],
        ]);
        if (answer.status !== 205) expect(answer.header('transfer-encoding')).toEqual([]);
        if (answer.status === 204) expect(answer.header('content-length')).toEqual([]);
      }
      await cancelled;
    },
  },
  {
    name: 'answers HEAD with the length and cancels the body',
    not: { memory: 'a handler in memory answers HEAD with what it has' },
    async run({ start, respond }: ResponseStage) {
      const { source, cancelled } = scripted(['x'], { endless: true });
      const { client } = await start(() => respond({ headers: ['content-length', '7'], body: source }));
      const answer = await client.fetch({ method: 'HEAD', path: '/' });
      expect([answer.header('content-length'), answer.text]).toEqual([['7'], '']);
      await cancelled;
    },
  },
  {
    name: 'sends header values as Latin-1',
    not: { ...nothingOn, http2: 'Node writes header values of HTTP/2 as it reads them' },
    async run({ start, face, respond }: ResponseStage) {
      const late = gate();
      const { port } = await start(({ url }) =>
        respond({
          headers: ['x-name', 'caf\u00e9'],
          body: url.endsWith('stream')
            ? scripted([late, 'x']).source
            : url.endsWith('bytes')
              ? bytes('x')
              : null,
        }),
      );
      for (const path of ['/stream', '/bytes', '/none']) {
        const { send, until, socket } = await openSocket(port);
        send(`GET ${face.mount}${path} HTTP/1.1\r\nHost: h\r\n\r\n`);
        expect(await until(/\r\n\r\n/), path).toMatch(/x-name: caf\u00e9\r\n/i);
        socket.destroy();
      }
      late.open();
    },
  },
  {
    name: 'keeps framing headers of the handler off the wire',
    not: nothingOn,
    async run({ start, respond }: ResponseStage) {
      const headers = [
        'connection',
        'x-private',
        'keep-alive',
        'timeout=999',
        'transfer-encoding',
        'gzip, chunked',
      ];
      headers.push('trailer', 'x-sum', 'te', 'trailers', 'x-kept', '1');
      const { client } = await start(() => respond({ headers, body: bytes('whole') }));
      const answer = await client.fetch({ path: '/' });
      expect([answer.text, answer.header('x-kept')]).toEqual(['whole', ['1']]);
      for (const name of ['trailer', 'te']) expect(answer.header(name)).toEqual([]);
      expect(answer.header('transfer-encoding')).not.toContain('gzip, chunked');
      expect(answer.header('keep-alive')).not.toContain('timeout=999');
    },
  },
  {
    name: 'answers 500 if a header cannot be written',
    not: nothingOn,
    async run({ start }: ResponseStage) {
      const { lazyResponse } = await import('@aperturejs/core/wire');
      const { client } = await start(() =>
        lazyResponse({
          status: 200,
          statusText: 'Fine',
          headers: ['content-length', '9', 'x-left', '1', 'x', 'a\r\nb'],
          body: bytes('x'),
        }),
      );
      const answer = await client.fetch({ path: '/' });
      expect([answer.status, answer.json()]).toEqual([500, { error: { message: 'internal error' } }]);
      expect([answer.statusText === 'Fine', answer.header('x-left')]).toEqual([false, []]);
    },
  },
];
