/**
 * Exports at a real S3 server, which checks every signature. What is there is read by another S3 client, another decoder of
 * zstd and another one of CBOR than those that the exporter is made of, and compared with the records.
 */
import { createNodeGateway } from '@aperturejs/node';
import { createS3Exporter, type S3Exporter } from '@aperturejs/s3';
import { createSqliteStore } from '@aperturejs/store';
import type { Logger, RecordStore } from '@aperturejs/core';
import { decodeSequence } from 'cbor2';
import { decompress } from 'fzstd';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3mini } from 's3mini';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startUpstream, type Upstream } from '../../packages/node/src/testing/upstream.ts';
import { entry, idOf } from '../../packages/store/src/testing/records.ts';
import { startS3Server } from '../../scripts/s3-server.mjs';

type Server = Awaited<ReturnType<typeof startS3Server>>;
type Written = Readonly<Record<string, unknown>>;

let server: Server;
let upstream: Upstream;
let folder: string;
let bucket: string;
let buckets = 0;
const exporters: S3Exporter[] = [];
const stores: RecordStore[] = [];

beforeAll(async () => {
  server = await startS3Server({ region: 'eu-central-1' });
  upstream = await startUpstream();
});
afterAll(async () => {
  await server.close();
  await upstream.close();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'with-s3-'));
  bucket = `records-${(buckets += 1)}`;
  await client().createBucket();
});
afterEach(async () => {
  await Promise.all(exporters.splice(0).map((exporter) => exporter.close()));
  await Promise.all(stores.splice(0).map((store) => store.close()));
  rmSync(folder, { recursive: true, force: true });
});

function client(): S3mini {
  const { endpoint, region, credential } = server;
  return new S3mini({
    accessKeyId: credential.id,
    secretAccessKey: credential.secret,
    endpoint: `${endpoint}/${bucket}`,
    region,
  });
}

const openStore = (): RecordStore => {
  const store = createSqliteStore(join(folder, 'records.db'));
  stores.push(store);
  return store;
};
const openExporter = (store: RecordStore, logger?: Logger): S3Exporter => {
  const pace = { look: 10, more: 1, retries: [1, 1], failed: [10, 50] } as const;
  const exporter = createS3Exporter(store, { pace, env: () => undefined, ...(logger && { logger }) });
  exporters.push(exporter);
  return exporter;
};
/** As `exporters` of a config has it. */
const s3 = (more: object = {}): object => ({
  s3: {
    endpoint: server.endpoint,
    bucket_name: bucket,
    region: server.region,
    access_key_id: server.credential.id,
    access_secret: server.credential.secret,
    every: 1,
    ...more,
  },
});
const settings = (more: object = {}) => ({
  endpoint: server.endpoint,
  bucket,
  region: server.region,
  prefix: '',
  credential: server.credential,
  every: 1,
  limit: 1_000,
  ...more,
});

async function keys(): Promise<string[]> {
  return ((await client().listObjects('/', '')) ?? []).map(({ Key }) => Key);
}
async function bytesOf(key: string): Promise<Uint8Array> {
  return new Uint8Array((await client().getObjectArrayBuffer(key)) as ArrayBuffer);
}
async function written(): Promise<Written[]> {
  const objects = await Promise.all((await keys()).map(bytesOf));
  return objects.flatMap((bytes) => Array.from(decodeSequence(decompress(bytes)) as Iterable<Written>));
}
const ids = async (): Promise<unknown[]> => (await written()).map(({ id }) => id).toSorted();
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => idOf(from + i));

it('calls through the gateway are there as they were recorded, without a secret', async () => {
  const store = openStore();
  const exporter = openExporter(store);
  const log: string[] = [];
  const gateway = createNodeGateway(
    {
      grants: [{ src: ['*'], app: { 'tailscale.com/cap/aperture': [{ role: 'user' }, { models: '**' }] } }],
      providers: {
        openai: {
          baseurl: upstream.origin,
          apikey: 'canary-apikey',
          models: ['gpt'],
          compatibility: { openai_chat: true },
        },
      },
      database: { captures: 'full' },
      exporters: s3({ prefix: 'team a/ü+&' }),
    },
    { store, exporter, logger: { log: (...line) => void log.push(JSON.stringify(line)) } },
  );
  const call = async (model: string): Promise<void> => {
    const request = new Request('http://gateway/v1/chat/completions', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-session-id': 's-1',
        authorization: 'Bearer canary-token',
      },
      body: JSON.stringify({
        model,
        messages: [{ role: 'user', content: 'sk-canary-abcdefghijklmnop, grüezi' }],
      }),
    });
    const identity = { login: 'alice@example.com', node: 'n1', tags: [], groups: [], source: 'test' };
    await (await gateway.fetch(request, { identity })).text();
  };
  await call('gpt');
  await call('nothing');
  await gateway.close();
  await store.flush();
  await vi.waitFor(async () => expect(await ids()).toHaveLength(2), 20_000);
  for (const key of await keys())
    expect(key).toMatch(/^team a\/ü\+&\/ts-aperture-export-\d{10}\.cbor\.zstd$/);

  const { records } = await store.find({ limit: 10 });
  const objects = await written();
  for (const record of records) {
    const kept = (await store.get(record.id))!;
    const one = objects.find(({ id }) => id === record.id)!;
    expect(one).toMatchObject({
      version: 2,
      timestamp: new Date(record.time).toISOString(),
      identity: { login: 'alice@example.com', stable_node_id: 'n1', tags: [] },
      model: record.model ?? record.modelAsked,
      api_type: 'oai_completions',
      path: '/v1/chat/completions',
      status_code: record.status,
      outcome: record.outcome,
      duration_ms: record.timings.total,
      session_id: 's-1',
      capture_id: record.id,
      capture: {
        request: { body: kept.capture!.request.body },
        response: { body: kept.capture!.response!.body },
      },
    });
  }
  expect(records.map(({ status }) => status)).toEqual([404, 200]);
  const said = JSON.stringify([objects, log, exporter.status()]);
  expect(said).toContain('grüezi');
  expect(said).not.toMatch(/canary|wJalrXUtnFEMI/);
});

describe('a service', () => {
  it.each([
    [
      'a wrong secret',
      { credential: { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wrong-canary' } },
      '403 SignatureDoesNotMatch',
    ],
    ['a wrong id', { credential: { id: 'AKIAWRONG', secret: 'wrong-canary' } }, '404 XAdminUserNotFound'],
    ['no bucket', { bucket: 'nowhere' }, '404 NoSuchBucket'],
    ['another region', { region: 'us-west-2' }, '400 AuthorizationHeaderMalformed'],
  ])('with %s is told of', async (_what, more, why) => {
    const store = openStore();
    const log: string[] = [];
    const exporter = openExporter(store, { log: (...line) => void log.push(JSON.stringify(line)) });
    store.add(entry(0));
    await store.flush();
    exporter.configure(settings(more));
    await vi.waitFor(() => expect(exporter.status().failing).toContain(why), 10_000);
    expect(log.join()).toContain(why);
    expect(log.join() + JSON.stringify(exporter.status())).not.toContain('canary');
    exporter.configure(settings());
    await vi.waitFor(async () => expect(await ids()).toEqual([idOf(0)]), 10_000);
    expect(exporter.status()).toMatchObject({ failing: null, exported: 1 });
  });

  it('that goes away and comes back has every record once', async () => {
    const store = openStore();
    const exporter = openExporter(store);
    exporter.configure(settings({ limit: 7 }));
    let next = 0;
    const add = async (count: number): Promise<void> => {
      for (const end = next + count; next < end; next += 1) store.add(entry(next, {}, `body ${next}`));
      await store.flush();
    };
    await add(20);
    await vi.waitFor(() => expect(exporter.status().exported).toBeGreaterThan(0), 10_000);
    await server.stop();
    await add(20);
    await vi.waitFor(() => expect(exporter.status().failing).toContain('cannot be reached'), 10_000);
    await server.start();
    await add(20);
    await vi.waitFor(() => expect(exporter.status().exported).toBe(60), 20_000);
    expect(await ids()).toEqual(numbers(0, 60));
  });

  it('has each record once of two gateways that share a database, one of which is started again', async () => {
    const [one, other] = [openStore(), openStore()];
    const first = openExporter(one);
    first.configure(settings({ limit: 5 }));
    openExporter(other).configure(settings({ limit: 5 }));
    for (let n = 0; n < 100; n += 1) (n % 2 ? one : other).add(entry(n));
    await Promise.all([one.flush(), other.flush()]);
    await first.close();
    openExporter(one).configure(settings({ limit: 5 }));
    await vi.waitFor(async () => expect(await ids()).toEqual(numbers(0, 100)), 25_000);
    expect(new Set(await keys()).size).toBeGreaterThanOrEqual(20);
  });
});
