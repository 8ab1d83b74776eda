import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError, type Transport, type UpstreamRequest } from '@aperturejs/core';
import { bytesFrom, collectBytes, sourceOf } from '@aperturejs/core/wire';
import express, { type ErrorRequestHandler, type Express } from 'express';
import express4 from 'express4';
import { afterEach, describe, expect, it } from 'vitest';
import { apertureMiddleware } from './index.ts';

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
    const headers = ['content-type', 'application/json'];
    return { status: 200, statusText: 'OK', headers, body: bytesFrom(body) };
  };
  return { calls, transport: { send: (request) => ({ response: answer(request), cancel() {} }) } };
}

describe.each([
  ['Express 5', express],
  ['Express 4', express4],
])('in %s', (_, make) => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function serve(build: (app: Express) => void): Promise<string> {
    const app = make();
    build(app);
    const server = createServer(app as RequestListener);
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('answers the paths of the gateway and passes others on', async () => {
    const { transport, calls } = provider();
    const origin = await serve((app) => {
      app.use(apertureMiddleware(config, { transport, identify: () => alice }));
      app.use((req, res) => void res.send(`host: ${req.method} ${req.url}`));
    });
    const body = '{ "model": "gpt-5", "messages": [] }';
    const answer = await fetch(`${origin}/v1/chat/completions?a=1`, { ...CALL, body });
    expect([answer.status, await answer.text()]).toEqual([200, body]);
    expect(calls.map(({ origin, path }) => origin + path)).toEqual([
      'https://api.openai.com/v1/chat/completions?a=1',
    ]);
    expect(await (await fetch(`${origin}/about?b=2`)).text()).toBe('host: GET /about?b=2');
    expect((await fetch(`${origin}/v1/nothing-here`)).status).toBe(404);
  });

  it('takes the whole URL when it is mounted under a path', async () => {
    const { transport, calls } = provider();
    const origin = await serve((app) => {
      const inner = make.Router();
      inner.use('/deep', apertureMiddleware(config, { transport, identify: () => alice }));
      app.use('/ai', inner);
      app.use((req, res) => void res.send(`host: ${req.url}`));
    });
    const body = '{"model":"gpt-5"}';
    expect(await (await fetch(`${origin}/ai/deep/v1/chat/completions`, { ...CALL, body })).text()).toBe(body);
    expect(calls.map(({ path }) => path)).toEqual(['/v1/chat/completions']);
    for (const path of ['/ai/deep/about', '/ai/v1/models', '/v1/models']) {
      expect(await (await fetch(origin + path)).text()).toBe(`host: ${path}`);
    }
  });

  it('is read below a public name if the config lists it, or if a source says that no browser brings the login along', async () => {
    const read = async (more: object, options: object): Promise<[number | undefined, string]> => {
      const origin = await serve((app) => {
        const { transport } = provider();
        const identify = () => alice;
        app.use('/ai', apertureMiddleware({ ...config, ...more }, { transport, identify, ...options }));
      });
      const asked = get(`${origin}/ai/v1/models`, { headers: { host: 'app.example.com' } });
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      return [answer.statusCode, (await answer.toArray()).join('')];
    };
    const [status, told] = await read({}, {});
    expect(status).toBe(403);
    expect(told).toMatch(/app\.example\.com.*server\.hosts/);
    expect(told).not.toContain('gpt-5');
    const carried = { type: 'test', headers: [], byNetwork: false, identify: () => null };
    expect((await read({ server: { hosts: ['app.example.com'] } }, {}))[0]).toBe(200);
    expect((await read({}, { identity: [carried] }))[0]).toBe(200);
  });

  it('keeps the cookies of the host application', async () => {
    const { transport } = provider();
    const origin = await serve((app) => {
      app.use((_req, res, next) => {
        res.cookie('session', 'host');
        next();
      });
      app.use(apertureMiddleware(config, { transport, identify: () => alice }));
    });
    const answer = await fetch(`${origin}/v1/chat/completions`, { ...CALL, body: '{"model":"gpt-5"}' });
    expect(answer.headers.getSetCookie()).toEqual(['session=host; Path=/']);
  });

  it('forwards a body that a parser has read before', async () => {
    const { transport, calls } = provider();
    const origin = await serve((app) => {
      app.use(express.json());
      app.use(apertureMiddleware(config, { transport, identify: () => alice }));
    });
    const body = '{ "model": "gpt-5" }';
    const answer = await fetch(`${origin}/v1/chat/completions`, { ...CALL, body });
    expect([answer.status, await answer.json()]).toEqual([200, { model: 'gpt-5' }]);
    expect(calls).toHaveLength(1);
  });

  it('asks who calls for its own paths only, and hands an error to the host application', async () => {
    const asked: string[] = [];
    const origin = await serve((app) => {
      app.use(
        apertureMiddleware(config, {
          transport: provider().transport,
          identify(req) {
            asked.push(req.originalUrl);
            if (req.get('x-fail')) throw new Error('the session store is down');
            return undefined;
          },
        }),
      );
      app.use((_req, res) => void res.send('host'));
      const onError: ErrorRequestHandler = (error: Error, _req, res, _next) =>
        void res.status(599).send(error.message);
      app.use(onError);
    });
    expect(await (await fetch(`${origin}/about`)).text()).toBe('host');
    const failed = await fetch(`${origin}/v1/models`, { headers: { 'x-fail': '1' } });
    expect([failed.status, await failed.text()]).toEqual([599, 'the session store is down']);
    expect(asked).toEqual(['/v1/models']);
  });

  it('shares a gateway', async () => {
    const first = apertureMiddleware(config, { transport: provider().transport });
    const second = apertureMiddleware(first.gateway);
    expect(second.gateway).toBe(first.gateway);
    const origin = await serve((app) => {
      app.use('/a', first);
      app.use('/b', second);
    });
    for (const path of ['/a/v1/models', '/b/v1/models']) {
      expect((await fetch(origin + path)).headers.get('content-type')).toMatch(/json/);
    }
    await first.gateway.close();
  });
});

it('refuses a config with errors at once', () => {
  expect(() => apertureMiddleware('{ nonsense')).toThrow(ConfigError);
});
