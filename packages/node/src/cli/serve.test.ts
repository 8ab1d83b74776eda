import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSqliteStore } from '@aperturejs/store';
import { recordsIn, startBucketServer } from '../../../s3/src/testing/bucket-server.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aperture, CONFIG, scratch, stage } from '../testing/command.ts';
import { run } from './run.ts';

let folder: ReturnType<typeof scratch>;

beforeEach(() => {
  folder = scratch();
});

afterEach(() => {
  vi.useRealTimers();
  folder.remove();
});

const withDatabase = (database: object): string =>
  CONFIG.replace('{', `{ "database": ${JSON.stringify(database)},`);

describe('aperture serve', () => {
  it('prints its URL when it is ready, and stops when it is told to', async () => {
    const { io, seen, send, written } = stage();
    const data = join(folder.path, 'data', 'deep');
    const exit = run(['serve', '--config', folder.write('a.hujson', CONFIG), '--data', data], io);
    const [, url] = await written(/^aperture is listening on (http:\/\/127\.0\.0\.1:\d+)\n/);
    expect(seen.out).toBe(`aperture is listening on ${url}\nthe dashboard is at ${url}/ui/\n`);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(existsSync(data)).toBe(true);
    send('SIGTERM');
    expect(await exit).toBe(0);
    expect(seen.exits).toEqual([]);
    await expect(fetch(`${url}/readyz`)).rejects.toThrow('fetch failed');
  });

  it('keeps records of its calls in the data directory', async () => {
    const { io, send, written } = stage();
    const exit = run(['serve', '--port', '0', '--config', folder.write('a.hujson', CONFIG)], io);
    const [, url] = await written(/listening on (\S+)/);
    const headers = { 'content-type': 'application/json' };
    await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body: '{"model":"nothing"}' });
    send('SIGTERM');
    expect(await exit).toBe(0);
    const store = createSqliteStore(join(folder.path, 'aperture-data', 'aperture.db'));
    expect((await store.find({ limit: 10 })).records).toMatchObject([
      { outcome: 'refused', modelAsked: 'nothing', identity: { login: '(loopback)' } },
    ]);
    await store.close();
  });

  it('keeps records where database.url says, and keeps to database.retention as soon as it is saved', async () => {
    const { io, seen, send, written } = stage();
    const file = folder.write('a.hujson', withDatabase({ url: 'sqlite:deep/own.db' }));
    const exit = run(['serve', '--port', '0', '--config', file], io);
    const [, url] = await written(/listening on (\S+)/);
    const headers = { 'content-type': 'application/json' };
    const call = (): Promise<Response> =>
      fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body: '{"model":"nothing"}' });
    await call();
    const store = createSqliteStore(join(folder.path, 'aperture-data', 'deep', 'own.db'));
    const captures = async (): Promise<boolean[]> => {
      const { records } = await store.find({ limit: 10 });
      return Promise.all(records.map(async ({ id }) => (await store.get(id))!.capture !== null));
    };
    await vi.waitFor(async () => expect(await captures()).toEqual([true]), 15_000);
    folder.write('a.hujson', withDatabase({ url: 'sqlite:deep/own.db', retention: { duration: '0' } }));
    send('SIGHUP');
    await vi.waitFor(async () => expect(await captures()).toEqual([false]), 15_000);
    await call();
    await vi.waitFor(async () => expect(await captures()).toEqual([false, false]), 15_000);
    expect(JSON.stringify(seen)).not.toContain('database.url changed');
    folder.write('a.hujson', withDatabase({ url: 'postgres://user:canary-pg@127.0.0.1:1/db' }));
    send('SIGHUP');
    await written(/database\.url changed; records go where they went until/);
    await call();
    await vi.waitFor(async () => expect(await captures()).toHaveLength(3), 15_000);
    send('SIGTERM');
    expect(await exit).toBe(0);
    expect(JSON.stringify(seen)).not.toContain('canary');
    await store.close();
  });

  it('names the dashboard below the base path', async () => {
    const { io, seen, send, written } = stage();
    const config = CONFIG.replace('"port": 0', '"port": 0, "base_path": "/ai"');
    const exit = run(['serve', '--config', folder.write('a.hujson', config)], io);
    const [, url] = await written(/listening on (\S+)/);
    expect(seen.out).toContain(`the dashboard is at ${url}/ai/ui/\n`);
    send('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('says which option helps where its data directory cannot be made', async () => {
    // Below a file there can be no directory, not even for root.
    const data = join(folder.write('file', ''), 'data');
    const args = ['serve', '--port', '0', '--data', data, '--config'];
    const { code, out, err } = await aperture(...args, folder.write('a.hujson', CONFIG));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`records of calls are kept in ${data}, which cannot be made or written (ENOTDIR)`);
    expect(err).toContain('name another directory with --data, or a database in database.url');

    const own = await aperture(
      ...args,
      folder.write('b.hujson', withDatabase({ url: 'sqlite:deep/own.db' })),
    );
    expect(own.err).toContain(`kept in ${join(data, 'deep')}, which`);

    const bad = await aperture(...args, folder.write('bad.hujson', '{'));
    expect(bad.err).toMatch(/bad\.hujson:1:\d+: error: /);
    expect(bad.err).not.toContain('--data');
  });

  it('needs no data directory where records go into a database', async () => {
    const { io, send, written } = stage();
    const file = folder.write('a.hujson', withDatabase({ url: 'postgres://user@127.0.0.1:1/db' }));
    const data = join(folder.write('file', ''), 'data');
    const exit = run(['serve', '--port', '0', '--config', file, '--data', data], io);
    const [, url] = await written(/listening on (\S+)/);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    send('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('answers while its database is not there, and says so without its password', async () => {
    const { io, seen, send, written } = stage();
    const url = 'postgres://user:canary-pg@127.0.0.1:1/db';
    const file = folder.write('a.hujson', withDatabase({ url }));
    const exit = run(['serve', '--port', '0', '--config', file], io);
    const [, origin] = await written(/listening on (\S+)/);
    const headers = { 'content-type': 'application/json' };
    for (let n = 0; n < 3; n += 1) {
      const answer = await fetch(`${origin}/v1/chat/completions`, {
        method: 'POST',
        headers,
        body: '{"model":"nothing"}',
      });
      expect(answer.status).toBe(404);
    }
    await written(/records cannot be written; calls go on.*postgres:\/\/127\.0\.0\.1:1\/db.*ECONNREFUSED/);
    send('SIGTERM');
    expect(await exit).toBe(0);
    expect(existsSync(join(folder.path, 'aperture-data'))).toBe(false);
    expect(JSON.stringify(seen)).not.toContain('canary');
  });

  it('exports its records to S3, and says no more of a service that fails than that', async () => {
    const bucket = await startBucketServer();
    const { io, seen, send, written } = stage();
    const s3 = { endpoint: bucket.origin, bucket_name: 'b', access_key_id: 'id', access_secret: 'canary-s3' };
    const capabilities = [{ role: 'user' }, { models: '**' }];
    const grants = [{ src: ['*'], app: { 'tailscale.com/cap/aperture': capabilities } }];
    const config = (more: object): string =>
      JSON.stringify({ grants, providers: {}, exporters: { s3: { ...s3, ...more } } });
    const file = folder.write('a.hujson', config({ every: 3_600 }));
    const exit = run(['serve', '--port', '0', '--config', file], io);
    const [, url] = await written(/listening on (\S+)/);
    const headers = { 'content-type': 'application/json' };
    await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body: '{"model":"nothing"}' });
    bucket.answer = (res) => void res.writeHead(403).end('<Code>AccessDenied</Code>canary-s3');
    folder.write('a.hujson', config({ every: 1 }));
    send('SIGHUP');
    await written(/records cannot be exported; they wait.*403 AccessDenied/);
    bucket.answer = null;
    folder.write('a.hujson', config({ every: 1, prefix: 'p' }));
    send('SIGHUP');
    await vi.waitFor(() => expect(bucket.objects.size).toBe(1), 15_000);
    const [[path, object]] = [...bucket.objects] as [[string, Buffer]];
    expect(path).toMatch(/^\/b\/p\/ts-aperture-export-\d+\.cbor\.zstd$/);
    expect(recordsIn(object)).toMatchObject([{ model: 'nothing', status_code: 404, outcome: 'refused' }]);
    send('SIGTERM');
    expect(await exit).toBe(0);
    expect(JSON.stringify(seen)).not.toContain('canary');
    await bucket.close();
  });

  it('has figures of its calls for Prometheus', async () => {
    const { io, send, written } = stage();
    const capabilities = [{ role: 'user' }, { read_metrics: true }, { models: '**' }];
    const config = {
      grants: [{ src: ['*'], app: { 'tailscale.com/cap/aperture': capabilities } }],
      providers: {},
    };
    const exit = run(
      ['serve', '--port', '0', '--config', folder.write('a.hujson', JSON.stringify(config))],
      io,
    );
    const [, url] = await written(/listening on (\S+)/);
    await fetch(`${url}/v1/chat/completions`, { method: 'POST', body: '{"model":"m"}' });
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toMatch(/aperture_requests_total\{.*outcome="refused".*\} 1/);
    expect(text).toContain('aperture_process_cpu_user_seconds_total');
    send('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('leaves at once at the second signal, unless it is the echo of the first', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { io, seen, send, written } = stage();
    const exit = run(['serve', '--config', folder.write('a.hujson', CONFIG)], io);
    await written(/listening/);
    send('SIGINT');
    send('SIGINT');
    expect(seen.exits).toEqual([]);
    vi.advanceTimersByTime(1000);
    send('SIGTERM');
    expect(seen.exits).toEqual([1]);
    expect(await exit).toBe(0);
  });

  it('reads the config again at SIGHUP, and says why a bad one is not taken', async () => {
    const { io, send, written } = stage();
    const file = folder.write('a.hujson', CONFIG);
    const exit = run(['serve', '--config', file], io);
    const [, url] = await written(/listening on (\S+)/);
    writeFileSync(file, '{ "providers": ');
    send('SIGHUP');
    await written(/"level":"error"[^\n]*a\.hujson:1:\d+: error/);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    send('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('does not start with a bad config, a missing one, or a taken port', async () => {
    const bad = await aperture('serve', '--config', folder.write('bad.hujson', '{'));
    expect(bad).toMatchObject({ code: 1, out: '' });
    expect(bad.err).toMatch(/bad\.hujson:1:\d+: error: /);

    const missing = await aperture('serve', '--config', join(folder.path, 'none.hujson'));
    expect(missing).toMatchObject({ code: 1, out: '' });
    expect(missing.err).toContain('there is no such file');
    expect(existsSync(join(folder.path, 'none.hujson'))).toBe(false);

    const first = stage();
    const exit = run(['serve', '--config', folder.write('a.hujson', CONFIG)], first.io);
    const [, port = ''] = await first.written(/listening on \S+:(\d+)/);
    const second = await aperture('serve', '--config', join(folder.path, 'a.hujson'), '--port', port);
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.err).toContain(`cannot listen on 127.0.0.1:${port}: the port is in use`);
    first.send('SIGTERM');
    await exit;
  });
});
