/** The store as a host uses it: with its thread, which is that of the build. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSqliteStore } from './sqlite-store.ts';
import { writeUntilKilled } from './testing/killed-store.ts';
import { callRecord, entry, idOf } from './testing/records.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aperture-store-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('makes its folder and file, and has all that it was given once it is closed', async () => {
  const path = join(folder, 'deep', 'a.db');
  const store = createSqliteStore(path);
  for (let n = 0; n < 1_200; n += 1) store.add(entry(n, {}, n % 2 ? 'text' : null));
  expect(store.stats()).toMatchObject({ queued: 1_200, written: 0 });
  await store.close();
  expect(store.stats()).toMatchObject({ queued: 0, written: 1_200, failing: null });

  const again = createSqliteStore(path);
  expect((await again.find({ limit: 2 })).records).toEqual([callRecord(1_199), callRecord(1_198)]);
  expect(await again.get(idOf(1))).toEqual(entry(1, {}, 'text'));
  expect(await again.usage({ by: ['provider'] })).toMatchObject([{ requests: 1_200 }]);
  expect((await again.sessions({ limit: 2 })).sessions).toMatchObject([{ requests: 1_200, id: 'a-session' }]);
  // The reason crosses the thread: it is the asker's mistake, and no failure of the store.
  expect(await again.tools({ by: [] })).toEqual([]);
  await expect(again.sessions({ limit: 2, cursor: 'x' })).rejects.toMatchObject({
    name: 'GatewayError',
    code: 'validation_failed',
    message: 'is none that a page ended with',
  });
  await expect(again.find({ limit: 2, cursor: 'x' })).rejects.toMatchObject({ code: 'validation_failed' });
  const version = {
    id: idOf(1),
    time: 1,
    source: 'x',
    by: null,
    restored: null,
    etag: 'e',
    changes: [],
    text: '{}',
  };
  await again.configs!.add(version);
  expect(await again.configs!.get(idOf(1))).toEqual(version);
  expect(await again.configs!.list({ source: 'x', limit: 1 })).toEqual({ versions: [version], more: false });
  await again.close();
});

it('finds what was added a moment ago', async () => {
  const store = createSqliteStore(join(folder, 'at-once.db'));
  store.add(entry(0, {}, 'text'));
  expect(await store.usage({ by: ['provider'] })).toMatchObject([{ requests: 1 }]);
  store.add(entry(1));
  expect((await store.find({ limit: 5 })).records).toHaveLength(2);
  for (const n of [2, 3]) {
    store.add(entry(n, {}, 'text'));
    // While the batch before is on its way.
    if (n === 2) void store.flush();
  }
  const [one, sessions] = await Promise.all([store.get(idOf(3)), store.sessions({ limit: 5 })]);
  expect([one?.record.id, sessions.sessions]).toMatchObject([idOf(3), [{ requests: 4 }]]);
  await store.close();
});

it('has its audit log written once it is closed', async () => {
  const path = join(folder, 'audit.db');
  const store = createSqliteStore(path);
  const event = { time: 1, actor: null, action: 'config.changed_on_disk', target: 'a file', detail: {} };
  for (let n = 0; n < 50; n += 1) void store.audit!.add({ ...event, id: idOf(n) });
  await store.close();
  const again = createSqliteStore(path);
  const { events, next } = await again.audit!.find({ limit: 20 });
  expect([events[0], events.length, next]).toEqual([{ ...event, id: idOf(49) }, 20, idOf(30)]);
  await again.close();
});

it('writes before it answers questions that were asked earlier and wait', async () => {
  const store = createSqliteStore(join(folder, 'turns.db'));
  const done: string[] = [];
  const searches = Array.from({ length: 20 }, () =>
    store.find({ limit: 1, text: 'x' }).then(() => void done.push('find')),
  );
  // Until they are with the thread.
  await new Promise(setImmediate);
  store.add(entry(1));
  const event = {
    id: idOf(1),
    time: 1,
    actor: null,
    action: 'config.changed_on_disk',
    target: 'a file',
    detail: {},
  };
  const added = store.audit!.add(event).then(() => void done.push('audit'));
  const written = store.flush().then(() => void done.push('write'));
  await Promise.all([...searches, added, written]);
  // One search at most was under way.
  expect(done.slice(0, 3)).toEqual(expect.arrayContaining(['audit', 'write']));
  expect(done).toHaveLength(22);
  await store.close();
});

it('is shared by two gateways', async () => {
  const path = join(folder, 'shared.db');
  const stores = [createSqliteStore(path), createSqliteStore(path)];
  for (let n = 0; n < 400; n += 1) stores[n % 2]!.add(entry(n));
  await Promise.all(stores.map((store) => store.flush()));
  expect(await stores[0]!.usage({ by: [] })).toMatchObject([{ requests: 400 }]);
  await Promise.all(stores.map((store) => store.close()));
});

it('says once that it cannot write, keeps what there is room for, and goes on when it can', async () => {
  const path = join(folder, 'broken.db');
  writeFileSync(path, 'this is no database, and long enough to be seen as none'.repeat(20));
  const log: unknown[] = [];
  const logger = { log: (...line: unknown[]) => void log.push(line) };
  const store = createSqliteStore(path, { logger, maxQueuedRecords: 2 });
  for (let n = 0; n < 2; n += 1) store.add(entry(n));
  await store.flush();
  store.add(entry(2));
  await store.flush();
  expect(store.stats()).toMatchObject({
    queued: 2,
    written: 0,
    droppedRecords: 1,
    failing: expect.any(String),
  });
  const why = expect.stringContaining('not a database');
  const failed = ['error', 'records cannot be written; calls go on', { database: path, why }];
  expect(log).toEqual([failed]);
  await expect(store.find({ limit: 1 })).rejects.toThrow('not a database');
  rmSync(path);
  await store.flush();
  expect(store.stats()).toMatchObject({ queued: 0, written: 2, failing: null });
  const lost = { database: path, droppedRecords: 1, droppedCaptures: 0 };
  expect(log).toEqual([failed, ['info', 'records are written again', lost]]);
  await store.close();
  expect(log).toHaveLength(2);
});

it('loses at most what was not written yet when the process is killed', async () => {
  const path = join(folder, 'killed.db');
  const told = await writeUntilKilled('createSqliteStore', path);
  expect(told).toBeGreaterThan(500);
  const store = createSqliteStore(path);
  const [sum] = await store.usage({ by: [] });
  expect(sum!.requests).toBeGreaterThanOrEqual(told);
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await store.find({ limit: 1_000, ...(cursor && { cursor }) });
    count += page.records.length;
    cursor = page.next ?? undefined;
  } while (cursor);
  expect(count).toBe(sum!.requests);
  await store.close();
});
