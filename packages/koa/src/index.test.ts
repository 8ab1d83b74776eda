import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Transport, UpstreamRequest } from '@aperturejs/core';
import { bytesFrom, collectBytes, sourceOf } from '@aperturejs/core/wire';
import Koa, { type Middleware } from 'koa';
import Koa2 from 'koa2';
import { afterEach, describe, expect, it } from 'vitest';
import { apertureMiddleware } from './index.ts';
import { mount } from './testing/mount.ts';

const CAP = 'tailscale.com/cap/aperture';
const config = {
  providers: { openai: { baseurl: 'https://api.openai.com', apikey: 'sk-organisation', models: ['gpt-5'] } },
  grants: [{ src: ['alice@example.com'], app: { [CAP]: [{ role: 'user' }, { models: '**' }] } }],
};
const alice = { login: 'alice@example.com', tags: [], groups: [], source: 'test' };
const CALL = { method: 'POST', headers: { 'content-type': 'application/json' } };

/** A provider that answers each call with the body it got. */
function provider(): { transport: Transport; calls: UpstreamRequest[] } {
  const calls: UpstreamRequest[] = [];
  const answer = async (request: UpstreamRequest) => {
    calls.push(request);
    const source = sourceOf(request.body);
    const body = source ? await collectBytes(source) : new Uint8Array(0);
    return { status: 200, statusText: 'OK', headers: ['x-request-id', 'r1'], body: bytesFrom(body) };
  };
  return { calls, transport: { send: (request) => ({ response: answer(request), cancel() {} }) } };
}

/** What body parsers do. */
const parseJson: Middleware = async (ctx, next) => {
  const chunks: Buffer[] = [];
  for await (const chunk of ctx.req) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  Object.assign(ctx.request, { rawBody: text, body: JSON.parse(text) as unknown });
  return next();
};

describe.each([
  ['Koa 3', Koa],
  ['Koa 2', Koa2],
])('in %s', (_, Make) => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function serve(...middlewares: Middleware[]): Promise<string> {
    const app = new Make();
    app.silent = true;
    for (const middleware of middlewares) app.use(middleware);
    const server = createServer(app.callback() as RequestListener);
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const host: Middleware = (ctx) => {
    ctx.body = `host: ${ctx.url}`;
  };

  it('answers the paths of the gateway and passes others on', async () => {
    const { transport, calls } = provider();
    const seen: number[] = [];
    const watch: Middleware = async (ctx, next) => {
      await next();
      seen.push(ctx.res.writableEnded ? 1 : 0);
    };
    const origin = await serve(watch, apertureMiddleware(config, { transport, identify: () => alice }), host);
    const body = '{ "model": "gpt-5", "messages": [] }';
    const answer = await fetch(`${origin}/v1/chat/completions?a=1`, { ...CALL, body });
    expect([answer.status, await answer.text()]).toEqual([200, body]);
    expect(answer.headers.get('content-type')).toBeNull();
    expect(answer.headers.get('x-request-id')).toBe('r1');
    expect(calls.map(({ origin, path }) => origin + path)).toEqual([
      'https://api.openai.com/v1/chat/completions?a=1',
    ]);
    expect(await (await fetch(`${origin}/about?b=2`)).text()).toBe('host: /about?b=2');
    // The middlewares around it wait until the answer was sent.
    expect(seen).toEqual([1, 0]);
  });

  it('takes the whole URL when it is mounted under a path', async () => {
    const { transport, calls } = provider();
    const aperture = apertureMiddleware(config, { transport, identify: () => alice });
    const origin = await serve(mount('/ai', mount('/deep', aperture)), host);
    const body = '{"model":"gpt-5"}';
    expect(await (await fetch(`${origin}/ai/deep/v1/chat/completions`, { ...CALL, body })).text()).toBe(body);
    expect(calls.map(({ path }) => path)).toEqual(['/v1/chat/completions']);
    for (const path of ['/ai/deep', '/ai/deep/about', '/ai/v1/models', '/v1/models']) {
      expect(await (await fetch(origin + path)).text()).toBe(`host: ${path}`);
    }
  });

  it.each([
    ['at the root', ''],
    ['under a path', '/ai'],
  ])('answers a target in absolute form, as proxies get them, %s', async (_name, prefix) => {
    const aperture = apertureMiddleware(config, { transport: provider().transport, identify: () => alice });
    const origin = await serve(prefix ? mount(prefix, aperture) : aperture, host);
    const targets = [
      `http://gateway.example${prefix}/v1/models`,
      `HTTP://gateway.example:8080${prefix}/v1/models?a=/b`,
      `http://gateway.example${prefix}/v1/models#fragment`,
      `http://gateway.example${prefix}/about`,
    ];
    const types: unknown[] = [];
    for (const path of targets) {
      const asked = get({ port: new URL(origin).port, host: '127.0.0.1', path });
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      types.push(answer.resume().headers['content-type']);
    }
    const json = 'application/json';
    expect(types).toEqual([json, json, json, 'text/plain; charset=utf-8']);
  });

  it('forwards the bytes of a body that a parser has read before', async () => {
    const { transport } = provider();
    const origin = await serve(parseJson, apertureMiddleware(config, { transport, identify: () => alice }));
    const body = '{ "model": "gpt-5" , "n":1.0 }';
    const answer = await fetch(`${origin}/v1/chat/completions`, { ...CALL, body });
    expect([answer.status, await answer.text()]).toEqual([200, body]);
  });

  it('asks who calls for its own paths only, and hands an error to the host application', async () => {
    const asked: string[] = [];
    const errors: Middleware = async (ctx, next) => {
      try {
        await next();
      } catch (error) {
        ctx.status = 599;
        ctx.body = (error as Error).message;
      }
    };
    const aperture = apertureMiddleware(config, {
      transport: provider().transport,
      identify(ctx) {
        asked.push(ctx.originalUrl);
        throw new Error('the session store is down');
      },
    });
    const origin = await serve(errors, aperture, host);
    expect(await (await fetch(`${origin}/about`)).text()).toBe('host: /about');
    const failed = await fetch(`${origin}/v1/models`);
    expect([failed.status, await failed.text()]).toEqual([599, 'the session store is down']);
    expect(asked).toEqual(['/v1/models']);
  });

  it('shares a gateway', async () => {
    const first = apertureMiddleware(config, { transport: provider().transport });
    const second = apertureMiddleware(first.gateway);
    expect(second.gateway).toBe(first.gateway);
    const origin = await serve(mount('/a', first), mount('/b', second));
    for (const path of ['/a/v1/models', '/b/v1/models']) {
      expect((await fetch(origin + path)).headers.get('content-type')).toMatch(/json/);
    }
    await first.gateway.close();
  });
});
