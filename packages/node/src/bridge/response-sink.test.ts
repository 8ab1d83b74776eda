import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ByteSink, ByteSource } from '@aperturejs/core/wire';
import { afterEach, describe, expect, it } from 'vitest';
import { ResponseSink } from './response-sink.ts';

const server = createServer();
afterEach(() => {
  server.removeAllListeners('request');
  server.closeAllConnections();
  server.close();
});

/** A response under way to a client that reads nothing yet, and what is written to it. */
async function response(): Promise<{ res: ServerResponse; writes: Uint8Array[] }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = request({ port: (server.address() as AddressInfo).port });
  client.on('response', (message) => message.resume());
  client.on('error', () => {});
  client.end();
  const [, res] = (await once(server, 'request')) as [unknown, ServerResponse];
  const writes: Uint8Array[] = [];
  const { write } = res;
  res.write = function record(this: ServerResponse, ...args: unknown[]) {
    writes.push(args[0] as Uint8Array);
    return Reflect.apply(write, this, args) as boolean;
  } as ServerResponse['write'];
  res.writeHead(200);
  return { res, writes };
}

function source(log: string[], started: (sink: ByteSink) => void = () => {}): ByteSource {
  return {
    start: started,
    resume: () => void log.push('resume'),
    cancel: () => void log.push('cancel'),
  };
}

const tick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

describe('a response sink', () => {
  it('gathers what comes within one tick into one write', async () => {
    const { res, writes } = await response();
    const sink = new ResponseSink(res, source([]), () => {});
    sink.start();
    for (const text of ['a', 'b', 'c']) sink.write(Buffer.from(text));
    expect(writes).toEqual([]);
    await tick();
    sink.write(Buffer.from('d'));
    await tick();
    expect(writes.map((bytes) => Buffer.from(bytes).toString())).toEqual(['abc', 'd']);
    sink.end();
  });

  it('sends the head in the tick in which it started', async () => {
    const { res, writes } = await response();
    new ResponseSink(res, source([]), () => {}).start();
    await tick();
    expect(writes.map(({ byteLength }) => byteLength)).toEqual([0]);
  });

  it('gathers a bounded amount and then goes on', async () => {
    const { res } = await response();
    const log: string[] = [];
    const sink = new ResponseSink(res, source(log), () => {});
    sink.start();
    const kilobyte = new Uint8Array(1024);
    let accepted = 1;
    while (sink.write(kilobyte)) accepted += 1;
    expect(accepted).toBe(64);
    expect(log).toEqual([]);
    await once(res, 'drain');
    expect(log).toEqual(['resume']);
  });

  it('says once that it is done, and takes nothing after that', async () => {
    const { res, writes } = await response();
    const done: unknown[] = [];
    const log: string[] = [];
    const sink = new ResponseSink(res, source(log), (error) => void done.push(error));
    sink.start();
    sink.end();
    expect(sink.write(Buffer.from('late'))).toBe(false);
    sink.fail(new Error('late'));
    await tick();
    expect([done, log, writes]).toEqual([[undefined], [], []]);
  });

  it('cancels the source when the client is gone', async () => {
    const { res, writes } = await response();
    const log: string[] = [];
    const sink = new ResponseSink(res, source(log), () => void log.push('done'));
    sink.start();
    sink.write(Buffer.from('never'));
    sink.cancel();
    await tick();
    expect([log, writes]).toEqual([['cancel', 'done'], []]);
  });

  it('takes bytes only', async () => {
    const { res } = await response();
    const sink = new ResponseSink(res, source([]), () => {});
    expect(() => sink.write('text' as unknown as Uint8Array)).toThrow(TypeError);
  });
});
