import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lazyResponse, type ByteSource } from '@aperturejs/core/wire';
import { afterEach, describe, expect, it } from 'vitest';
import { toNodeListener, type NodeListener } from './listener.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What `fetch` says of a connection that ended. */
const CUT = /fetch failed|terminated/;

/** A body that nothing comes of, and whether it was cancelled. */
function idle(): { source: ByteSource; cancelled: () => boolean } {
  let cancelled = false;
  return {
    source: { start() {}, resume() {}, cancel: () => (cancelled = true) },
    cancelled: () => cancelled,
  };
}

const answer = (body: ByteSource): Response =>
  lazyResponse({ status: 200, statusText: '', headers: [], body });

describe('requests that are not owned', () => {
  const owner = (listened: string[]): NodeListener =>
    toNodeListener(() => new Response('owned'), {
      owns(url, basePath) {
        listened.push(basePath + new URL(url).pathname);
        return url.includes('/mine');
      },
    });

  it('go to next, with the normalised path that decided', async () => {
    const asked: string[] = [];
    const listener = owner(asked);
    const origin = await serve(
      (req, res) => void listener(req, res, (error) => res.end(`next ${String(error)}`)),
    );
    expect(await (await fetch(`${origin}/theirs`)).text()).toBe('next undefined');
    expect(await (await fetch(`${origin}/mine`)).text()).toBe('owned');
    expect(await (await fetch(`${origin}/mine%2f..`)).text()).toBe('owned');
    expect(asked).toEqual(['/theirs', '/mine', '/mine%2f..']);
  });

  it('are answered all the same where there is no next', async () => {
    const listener = owner([]);
    const origin = await serve((req, res) => void listener(req, res));
    expect(await (await fetch(`${origin}/theirs`)).text()).toBe('owned');
  });

  it('may have a Host that only the host application understands', async () => {
    const listener = owner([]);
    const origin = await serve((req, res) => {
      req.rawHeaders.push('Host', 'a@b');
      void listener(req, res, () => res.end('next'));
    });
    expect(await (await fetch(`${origin}/theirs`)).text()).toBe('next');
    expect((await fetch(`${origin}/mine`)).status).toBe(400);
  });
});

describe('an error', () => {
  it('goes to next instead of to the client, where there is one', async () => {
    const heard: unknown[] = [];
    const listener = toNodeListener(() => Promise.reject(new Error('why')), {
      onError: (error) => heard.push(error),
    });
    const origin = await serve((req, res) => {
      void listener(req, res, (error) => {
        res.statusCode = 599;
        res.end((error as Error).message);
      });
    });
    const { status, text } = await fetch(origin).then(async (res) => ({
      status: res.status,
      text: await res.text(),
    }));
    expect([status, text, heard]).toEqual([599, 'why', []]);
  });

  it('of info is an error of the request', async () => {
    const listener = toNodeListener(() => new Response('served'), {
      info() {
        throw new Error('why');
      },
    });
    const origin = await serve((req, res) => void listener(req, res));
    expect((await fetch(origin)).status).toBe(500);
  });
});

describe('the promise of a listener never rejects', () => {
  const broken = (): never => {
    throw new Error('onError is broken');
  };

  it('when onError throws: the client is answered all the same', async () => {
    const listener = toNodeListener(() => Promise.reject(new Error('why')), { onError: broken });
    let settled: Promise<void> | undefined;
    const origin = await serve((req, res) => (settled = listener(req, res)));
    expect((await fetch(origin)).status).toBe(500);
    await expect(settled).resolves.toBeUndefined();
  });

  it('when onError throws because a body broke off: the client sees it break off', async () => {
    const body: ByteSource = {
      start(sink) {
        sink.write(Buffer.from('half'));
        sink.fail(new Error('why'));
      },
      resume() {},
      cancel() {},
    };
    const listener = toNodeListener(() => answer(body), { onError: broken });
    let settled: Promise<void> | undefined;
    const origin = await serve((req, res) => (settled = listener(req, res)));
    await expect(fetch(origin).then((res) => res.text())).rejects.toThrow(CUT);
    await expect(settled).resolves.toBeUndefined();
  });

  it('when next throws: the connection ends', async () => {
    const listener = toNodeListener(() => Promise.reject(new Error('why')));
    let settled: Promise<void> | undefined;
    const origin = await serve((req, res) => (settled = listener(req, res, broken)));
    await expect(fetch(origin)).rejects.toThrow(CUT);
    await expect(settled).resolves.toBeUndefined();
  });

  it('when even the refusal cannot be written: the connection ends', async () => {
    const listener = toNodeListener(() => Promise.reject(new Error('why')));
    let settled: Promise<void> | undefined;
    const origin = await serve((req, res) => {
      res.writeHead = broken;
      settled = listener(req, res);
    });
    await expect(fetch(origin)).rejects.toThrow(CUT);
    await expect(settled).resolves.toBeUndefined();
  });
});

describe('an answer that comes too late', () => {
  it('is dropped when a time limit of the host application has answered', async () => {
    const { source, cancelled } = idle();
    let settled: Promise<void> | undefined;
    const origin = await serve((_req, res) => {
      settled = toNodeListener(() => {
        res.statusCode = 504;
        res.end('too late');
        return answer(source);
      })(_req, res);
    });
    const { status } = await fetch(origin);
    await settled;
    expect([status, cancelled()]).toEqual([504, true]);
  });

  it('is not asked for when the client has left before', async () => {
    let asked = 0;
    let served = (): void => {};
    const done = new Promise<void>((resolve) => (served = resolve));
    const listener = toNodeListener(() => {
      asked += 1;
      return new Response('served');
    });
    const leave = new AbortController();
    const origin = await serve((req, res) => {
      leave.abort();
      res.once('close', () => void listener(req, res).then(served));
    });
    await expect(fetch(origin, { signal: leave.signal })).rejects.toThrow(/abort/i);
    await done;
    expect(asked).toBe(0);
  });
});
