/** What needs no server; the rest is in the tests of `postgres/`. */
import { expect, it } from 'vitest';
import { createPostgresStore } from './postgres-store.ts';
import { entry } from './testing/records.ts';

it.each(['', 'postgres', 'mysql://user:hunter2@host/db', 'postgres://user:hunter2@[host/db'])(
  'refuses what is no URL of a Postgres database, and does not repeat it: %j',
  (url) => {
    expect(() => createPostgresStore(url)).toThrow(/^not the URL of a Postgres database, such as/);
  },
);

it('goes on without a server, and tells the log which one, without the password', async () => {
  const log: string[] = [];
  const logger = { log: (...line: unknown[]) => void log.push(JSON.stringify(line)) };
  const url = 'postgres://user:hunter2@127.0.0.1:1/db?application_name=hunter3';
  const store = createPostgresStore(url, { logger });
  store.add(entry(1));
  await store.flush();
  expect(store.stats()).toMatchObject({
    queued: 1,
    written: 0,
    failing: expect.stringContaining('ECONNREFUSED'),
  });
  const failure: unknown = await store.find({ limit: 1 }).catch((error: unknown) => error);
  expect(log).toEqual([expect.stringContaining('"database":"postgres://127.0.0.1:1/db"')]);
  expect(JSON.stringify([log, String(failure), failure, store.stats()])).not.toMatch(/hunter/);
  await store.close();
});
