import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { headerValue, rawRequestOf } from '@aperturejs/core/wire';
import express, { type RequestHandler } from 'express';
import express4 from 'express4';
import { afterEach, describe, expect, it } from 'vitest';
import { toNodeListener } from './listener.ts';

/** Tells what of the request has arrived behind the parser. */
const listener = toNodeListener(async (request) => {
  const { headers } = rawRequestOf(request);
  const text = await request.text();
  const length = headerValue(headers, 'content-length');
  const coding = headerValue(headers, 'content-encoding') ?? headerValue(headers, 'transfer-encoding');
  const fits = length === undefined ? 'none' : Number(length) === new TextEncoder().encode(text).length;
  return Response.json({ text, fits, coding: coding ?? null });
});
const keep = (req: object, _res: object, bytes: Buffer): void => void Object.assign(req, { rawBody: bytes });

describe.each([
  ['Express 5', express],
  ['Express 4', express4],
])('behind a body parser of %s', (_, make) => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function post(parser: RequestHandler, type: string, body: string | Uint8Array, headers: object = {}) {
    const app = make();
    app.use(parser);
    app.use((req, res) => void listener(req, res));
    server = createServer(app as RequestListener);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
      method: 'POST',
      headers: { ...(type && { 'content-type': type }), ...headers },
      body: body as BodyInit,
    });
    return { status: answer.status, ...((await answer.json()) as object) };
  }
  const seen = (text: string) => ({ status: 200, text, fits: true, coding: null });

  it('writes JSON anew', async () => {
    expect(await post(make.json(), 'application/json; charset=utf-8', '{ "a": [1, "\u00e9"] }')).toEqual(
      seen('{"a":[1,"\u00e9"]}'),
    );
    expect(await post(make.json({ type: '*/*' }), 'application/vnd.api+json', '[ 1 ]')).toEqual(seen('[1]'));
  });

  it('has the exact bytes where the parser kept them', async () => {
    expect(await post(make.json({ verify: keep }), 'application/json', '{ "a": 1.0 }')).toEqual(
      seen('{ "a": 1.0 }'),
    );
    expect(await post(make.raw({ type: '*/*' }), 'application/json', '{ "a": 1.0 }')).toEqual(
      seen('{ "a": 1.0 }'),
    );
  });

  it('forgets the encoding that the parser has undone', async () => {
    const body = gzipSync('{ "a": 1 }');
    const gzip = { 'content-encoding': 'gzip' };
    expect(await post(make.json(), 'application/json', body, gzip)).toEqual(seen('{"a":1}'));
    expect(await post(make.raw({ type: '*/*' }), 'application/json', body, gzip)).toEqual(seen('{ "a": 1 }'));
  });

  it('writes forms anew, nested ones too', async () => {
    const form = 'application/x-www-form-urlencoded';
    expect(await post(make.urlencoded({ extended: false }), form, 'a=1&b=%26&a=2')).toEqual(
      seen('a=1&a=2&b=%26'),
    );
    expect(await post(make.urlencoded({ extended: true }), form, 'a[b][c]=1&d[]=2&d[]=3')).toEqual(
      seen('a%5Bb%5D%5Bc%5D=1&d=2&d=3'),
    );
  });

  it('has text as it was', async () => {
    expect(await post(make.text({ type: '*/*' }), 'text/plain', 'caf\u00e9')).toEqual(seen('caf\u00e9'));
  });

  it('streams what the parser left alone', async () => {
    expect(await post(make.json(), 'text/plain', 'plain')).toEqual(seen('plain'));
    expect(await post(make.json(), 'multipart/form-data; boundary=x', '--x--')).toEqual(seen('--x--'));
  });

  it('says what to do where the bytes are gone', async () => {
    const eat: RequestHandler = async (req, _res, next) => {
      for await (const chunk of req) void chunk;
      req.body = { field: '1' };
      next();
    };
    for (const type of [
      'multipart/form-data; boundary=x',
      'application/xml',
      'application/json; charset=latin1',
    ]) {
      expect(await post(eat, type, 'x')).toEqual({
        status: 400,
        error: { message: expect.stringContaining('mount the gateway before body parsers') as string },
      });
    }
    const forget: RequestHandler = async (req, _res, next) => {
      for await (const chunk of req) void chunk;
      next();
    };
    expect(await post(forget, 'application/json', '{}')).toMatchObject({ status: 400 });
  });
});
