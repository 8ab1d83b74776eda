import type { Entry, RecordStore, S3Settings } from '@aperturejs/core';
import { createSqliteStore } from '@aperturejs/store';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { entry, idOf } from '../../store/src/testing/records.ts';
import { createS3Exporter, type S3Exporter, type S3ExporterOptions } from './s3-exporter.ts';
import { recordsIn, startBucketServer, type BucketServer } from './testing/bucket-server.ts';

let server: BucketServer;
let folder: string;
let store: RecordStore;
const exporters: S3Exporter[] = [];
const stores: RecordStore[] = [];

beforeEach(async () => {
  server = await startBucketServer();
  folder = mkdtempSync(join(tmpdir(), 's3-'));
  store = open();
});
afterEach(async () => {
  await Promise.all(exporters.splice(0).map((exporter) => exporter.close()));
  await Promise.all(stores.splice(0).map((opened) => opened.close()));
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): RecordStore {
  const opened = createSqliteStore(join(folder, 'records.db'));
  stores.push(opened);
  return opened;
}

const settings = (more: Partial<S3Settings> = {}): S3Settings => ({
  endpoint: server.origin,
  bucket: 'records',
  region: 'us-east-1',
  prefix: 'a/b',
  credential: { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'canary-secret' },
  every: 1,
  limit: 1_000,
  ...more,
});

/** As fast as it can. */
const PACE = { look: 5, more: 1, retries: [1, 1], failed: [5, 20], grace: 50 } as const;

function start(
  from: RecordStore = store,
  more: Partial<S3Settings> = {},
  options: S3ExporterOptions = {},
): S3Exporter {
  const exporter = createS3Exporter(from, { pace: PACE, env: () => undefined, ...options });
  exporters.push(exporter);
  exporter.configure(settings(more));
  return exporter;
}

const write = async (entries: readonly Entry[], to: RecordStore = store): Promise<void> => {
  for (const one of entries) to.add(one);
  await to.flush();
};
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
/** Ids in all objects, repeats included. */
const found = (): unknown[] =>
  [...server.objects.values()].flatMap((object) => recordsIn(object).map(({ id }) => id));
const all = (count: number): Promise<unknown> =>
  vi.waitFor(() => expect(new Set(found())).toEqual(new Set(numbers(0, count).map(idOf))), 15_000);

describe('an export', () => {
  it('is an object with the records that wait and their captures', async () => {
    await write([entry(0), entry(1, {}, 'what was said')]);
    const exporter = start();
    expect(exporter.status()).toMatchObject({ name: 's3', enabled: true, lastExport: null, failing: null });
    await all(2);
    const [[path, object]] = [...server.objects] as [[string, Buffer]];
    expect(path).toMatch(/^\/records\/a\/b\/ts-aperture-export-\d{10}\.cbor\.zstd$/);
    expect(recordsIn(object)).toMatchObject([
      { id: idOf(0), version: 2, capture: null },
      { id: idOf(1), capture: { request: { headers: [['a', 'b']], body: 'what was said' } } },
    ]);
    await vi.waitFor(() => expect(exporter.status()).toMatchObject({ exported: 2, waiting: 0 }));
    expect(exporter.status().lastExport).toBeGreaterThan(Date.now() - 60_000);
    await write([entry(2)]);
    await all(3);
    expect(found()).toHaveLength(3);
  });

  it('has no more records than its limit; the rest follows at once, under other names', async () => {
    await write(numbers(0, 25).map((n) => entry(n)));
    start(store, { limit: 10, every: 3_600_000 });
    await all(25);
    expect(found()).toEqual(numbers(0, 25).map(idOf));
    expect([...server.objects.values()].map((object) => recordsIn(object).length)).toEqual([10, 10, 5]);
  });

  it('has no more bytes than are good for memory', async () => {
    const noise = (): string => randomBytes(900_000).toString('base64');
    await write(numbers(0, 16).map((n) => entry(n, {}, noise())));
    const exporter = start(store, { every: 3_600_000 });
    await vi.waitFor(() => expect(exporter.status().exported).toBe(16), 15_000);
    expect(found()).toEqual(numbers(0, 16).map(idOf));
    expect(server.objects.size).toBeGreaterThan(1);
  });

  it('is made when its time has come, also after a restart', async () => {
    await write([entry(0)]);
    const first = start(store, { every: 3_600_000 });
    await all(1);
    await vi.waitFor(() => expect(first.status().exported).toBe(1));
    await first.close();
    await write([entry(1)]);
    const second = start(open(), { every: 3_600_000 });
    await vi.waitFor(() => expect(second.status()).toMatchObject({ waiting: 1, exported: 0 }));
    expect(server.seen).toHaveLength(1);
    second.configure(settings({ every: 1 }));
    await all(2);
    expect(found()).toHaveLength(2);
  });
});

describe('no record is lost', () => {
  it('where the service is away for a while, and it is said once', async () => {
    const log: string[] = [];
    const logger = { log: (...line: unknown[]) => void log.push(JSON.stringify(line)) };
    server.answer = (res) => void res.writeHead(503).end('<Code>SlowDown</Code>canary-secret');
    await write(numbers(0, 3).map((n) => entry(n)));
    const exporter = start(store, {}, { logger });
    await vi.waitFor(() => expect(server.seen.length).toBeGreaterThan(7));
    expect(exporter.status()).toMatchObject({
      failing: 'the service answered 503 SlowDown',
      exported: 0,
      lastExport: null,
    });
    await write([entry(3)]);
    server.answer = null;
    await all(4);
    await vi.waitFor(() => expect(exporter.status()).toMatchObject({ failing: null, exported: 4 }));
    expect(log).toHaveLength(2);
    expect(log[0]).toContain('records cannot be exported; they wait');
    expect([...log, JSON.stringify(exporter.status())].join()).not.toContain('canary');
  });

  it('where the process dies between the object and its mark: it is exported twice then', async () => {
    await write(numbers(0, 3).map((n) => entry(n)));
    const { exports } = store;
    const dying = createS3Exporter(
      { ...store, exports: { ...exports!, finish: () => new Promise(() => {}) } },
      { pace: PACE, env: () => undefined },
    );
    dying.configure(settings());
    await all(3);
    // Nobody else may export until its time is over.
    const next = start(open());
    await vi.waitFor(() => expect(next.status().waiting).toBe(3));
    const ticket = await exports!.begin({ now: Date.now() + 3_600_000, every: 0, lease: 0 });
    await exports!.abandon(ticket!);
    await vi.waitFor(() => expect(found()).toHaveLength(6), 15_000);
    expect(found()).toEqual([...numbers(0, 3), ...numbers(0, 3)].map(idOf));
    expect(server.objects.size).toBe(2);
  });

  it('where an export is given up because the gateway stops', async () => {
    await write(numbers(0, 3).map((n) => entry(n)));
    const hanging = new Promise<void>((resolve) => {
      server.answer = () => resolve();
    });
    const first = start();
    await hanging;
    await first.close();
    server.answer = null;
    start(open());
    await all(3);
    expect(found()).toHaveLength(3);
  });

  it('where two gateways share a database, and none is exported twice', async () => {
    const other = open();
    await write(numbers(0, 40).map((n) => entry(n)));
    start(store, { limit: 3 });
    start(other, { limit: 3 });
    await Promise.all([
      write(
        numbers(40, 60).map((n) => entry(n)),
        other,
      ),
      write(numbers(60, 80).map((n) => entry(n))),
    ]);
    await all(80);
    expect(found()).toHaveLength(80);
  }, 30_000);
});

describe('new settings', () => {
  it('hold from the next export on, and end it where they turn it off', async () => {
    const exporter = start();
    await write([entry(0)]);
    await all(1);
    exporter.configure(settings({ prefix: '', bucket: 'elsewhere' }));
    await write([entry(1)]);
    await all(2);
    expect([...server.objects.keys()][1]).toMatch(/^\/elsewhere\/ts-aperture-export-\d+\.cbor\.zstd$/);
    exporter.configure(null);
    expect(exporter.status()).toMatchObject({ enabled: false });
    await write([entry(2)]);
    exporter.configure(settings());
    await all(3);
    expect(found()).toHaveLength(3);
  });
});

it('needs a store that remembers exports', () => {
  const { exports: _none, ...forgetful } = store;
  expect(() => createS3Exporter(forgetful)).toThrow('does not remember exports');
});
