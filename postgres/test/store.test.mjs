/** The store as a host uses it, with its thread, on a server that comes and goes. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createPostgresStore } from '../../packages/store/dist/index.js';
import { writeUntilKilled } from '../../packages/store/src/testing/killed-store.ts';
import { entry, idOf } from '../../packages/store/src/testing/records.ts';
import { createPostgres } from '../server.mjs';
import { newDatabase, query } from './database.mjs';

const opened = [];
const open = (url, options = {}) => {
  const log = [];
  const logger = { log: (level, message, fields) => log.push(JSON.stringify([level, message, fields])) };
  const store = createPostgresStore(url, { logger, ...options });
  opened.push(store);
  return { store, log };
};
afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())));

const requests = async (store) => (await store.usage({ by: [] }))[0]?.requests ?? 0;

it('has all that it was given once it is closed', async () => {
  const url = await newDatabase();
  const { store } = open(url);
  for (let n = 0; n < 1_200; n += 1) store.add(entry(n, {}, n % 2 ? 'text' : null));
  expect(store.stats()).toMatchObject({ queued: 1_200, written: 0 });
  await store.close();
  expect(store.stats()).toMatchObject({ queued: 0, written: 1_200, failing: null });
  const { store: again } = open(url);
  expect(await requests(again)).toBe(1_200);
  expect(await again.get(idOf(1))).toEqual(entry(1, {}, 'text'));
  await expect(again.find({ limit: 1, cursor: 'x' })).rejects.toMatchObject({
    name: 'GatewayError',
    code: 'validation_failed',
  });
});

it('is shared by two gateways', async () => {
  const url = await newDatabase();
  const stores = [open(url).store, open(url).store];
  for (let n = 0; n < 2_000; n += 1) stores[n % 2].add(entry(n, { model: `m${(n * 7) % 50}` }));
  await Promise.all(stores.map((store) => store.flush()));
  expect(await requests(stores[0])).toBe(2_000);
});

it('drops the one entry that the server does not take, and writes all others', async () => {
  const { store, log } = open(await newDatabase());
  for (let n = 0; n < 50; n += 1) store.add(entry(n, n === 17 ? { time: 1e30 } : {}));
  await store.flush();
  expect(store.stats()).toMatchObject({ written: 49, queued: 0, droppedRecords: 1, failing: null });
  expect(log).toEqual([expect.stringContaining(idOf(17))]);
  expect(await requests(store)).toBe(49);
});

it('keeps to new limits as soon as they are in force', async () => {
  const { store } = open(await newDatabase());
  const settings = { maxBytes: Number.MAX_SAFE_INTEGER };
  const retention = { keep: null, requireExport: false, captures: true, tools: false };
  store.configure({ ...settings, retention });
  store.add(entry(1, {}, 'text'));
  await store.flush();
  expect((await store.get(idOf(1))).capture).not.toBe(null);
  store.configure({ ...settings, retention: { ...retention, keep: 0 } });
  store.add(entry(2, {}, 'text'));
  await store.flush();
  expect((await store.get(idOf(2))).capture).toBe(null);
  await vi.waitFor(async () => expect((await store.get(idOf(1))).capture).toBe(null), 10_000);
  // Kept for its export, and not a moment longer.
  store.configure({ ...settings, retention: { ...retention, keep: 0, requireExport: true } });
  store.add(entry(3, {}, 'text'));
  await store.flush();
  const ticket = await store.exports.begin({ now: Date.now(), every: 0, lease: 60_000 });
  expect((await store.exports.read({ after: idOf(2), count: 9 }))[0].capture).not.toBe(null);
  await store.exports.finish(ticket, [1, 2, 3].map(idOf), false);
  await vi.waitFor(async () => expect((await store.get(idOf(3))).capture).toBe(null), 10_000);
});

it('loses at most what was not written yet when the process is killed', async () => {
  const url = await newDatabase();
  const told = await writeUntilKilled('createPostgresStore', url);
  expect(told).toBeGreaterThan(500);
  const { store } = open(url);
  const count = await requests(store);
  expect(count).toBeGreaterThanOrEqual(told);
  // Sums and records were written together or not at all.
  expect(await query(url, 'select count(*)::int as count from records')).toEqual([{ count }]);
});

describe('a server that goes away', () => {
  let server;
  beforeAll(async () => {
    server = await createPostgres();
  });
  afterAll(() => server.remove());

  it('loses nothing of what it confirmed, and gets the rest when it is back', async () => {
    const { store, log } = open(server.url('postgres'));
    let added = 0;
    const add = (count) => {
      for (let i = 0; i < count; i += 1, added += 1) store.add(entry(added, {}, 'text'));
    };
    add(300);
    await store.flush();
    // In the middle of a batch, and of a question.
    add(700);
    const asked = store.find({ limit: 1_000 }).catch((error) => error);
    await server.crash();
    await asked;
    add(500);
    await store.flush();
    expect(store.stats().failing).toEqual(expect.any(String));
    await expect(store.find({ limit: 1 })).rejects.toThrow('ECONNREFUSED');
    add(500);
    await server.start();
    await vi.waitFor(async () => {
      await store.flush();
      expect(store.stats()).toMatchObject({ queued: 0, failing: null });
    }, 30_000);
    expect(store.stats()).toMatchObject({ droppedRecords: 0, droppedCaptures: 0 });
    expect(await requests(store)).toBe(added);
    expect(await store.get(idOf(added - 1))).toEqual(entry(added - 1, {}, 'text'));
    expect(log.map((line) => JSON.parse(line)[1])).toEqual([
      'records cannot be written; calls go on',
      'records are written again',
    ]);
    expect(log.join()).not.toContain(server.password);
  });

  it('has what there was room for, and the rest is counted', async () => {
    const { store } = open(`${server.url('postgres')}?options=-csearch_path%3Dsmall`, {
      maxQueuedRecords: 100,
    });
    await query(server.url('postgres'), 'create schema small');
    await server.crash();
    for (let n = 0; n < 250; n += 1) store.add(entry(n));
    await store.flush();
    await server.start();
    await vi.waitFor(async () => {
      await store.flush();
      expect(store.stats().queued).toBe(0);
    }, 30_000);
    const { droppedRecords } = store.stats();
    expect(droppedRecords).toBe(150);
    expect(await requests(store)).toBe(250 - droppedRecords);
    expect((await store.find({ limit: 1 })).records[0].id).toBe(idOf(249));
  });

  it('tells of a wrong password without it', async () => {
    const url = server.url('postgres').replace(server.password, 'canary-of-a-wrong-one');
    const { store, log } = open(url);
    store.add(entry(1));
    await store.flush();
    const failure = await store.find({ limit: 1 }).catch((error) => error);
    expect(store.stats().failing).toContain('password authentication failed');
    expect(
      [...log, String(failure), JSON.stringify(failure), JSON.stringify(store.stats())].join(),
    ).not.toContain('canary');
  });
});
