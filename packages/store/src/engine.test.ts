import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DatabaseAddress } from './database/address.ts';
import { contentFault } from './database/content-fault.ts';
import { openSqlite } from './database/sqlite.ts';
import { engineOf, openEngine } from './engine.ts';
import { migrate } from './migrations/migrate.ts';
import { describeEngine } from './testing/engine-suite.ts';
import { describeMigration } from './testing/migration-suite.ts';
import { entry } from './testing/records.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aperture-store-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;
const newDatabase = async (): Promise<DatabaseAddress> => ({
  kind: 'sqlite',
  path: join(folder, `${(made += 1)}.db`),
});
describeEngine(newDatabase);
describeMigration(newDatabase, ({ kind, ...at }) => {
  if (!('path' in at)) throw new Error(`not a file: ${kind}`);
  return openSqlite(at.path);
});

it('a file grows smaller when captures went', async () => {
  const address = (await newDatabase()) as { kind: 'sqlite'; path: string };
  const engine = await openEngine(address);
  const noise = (): string => randomBytes(100_000).toString('base64');
  await engine.write(Array.from({ length: 50 }, (_, n) => entry(n, {}, noise())));
  const retention = { keep: 0, requireExport: false, captures: true, tools: false };
  await engine.prune({ retention, maxBytes: Number.MAX_SAFE_INTEGER, now: Date.UTC(2030, 0) });
  await engine.close();
  expect(statSync(address.path).size).toBeLessThan(500_000);
});

it('a file that can grow no more takes nothing, and the same entries when it can', async () => {
  const database = openSqlite(((await newDatabase()) as { path: string }).path);
  await migrate(database);
  const engine = engineOf(database);
  await engine.write([entry(1)]);
  const full = sql`pragma max_page_count = 60`;
  await full.execute(database.tables);
  const many = Array.from({ length: 200 }, (_, n) => entry(n + 2, {}, randomBytes(3_000).toString('base64')));
  const failure: unknown = await engine.write(many).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'SQLITE_FULL' });
  // It is no fault of an entry: nothing is dropped for it.
  expect(contentFault(failure)).toBe(false);
  expect((await engine.find({ limit: 9 })).records).toHaveLength(1);
  await sql`pragma max_page_count = 1000000`.execute(database.tables);
  await engine.write(many);
  expect(await engine.usage({ by: [] })).toMatchObject([{ requests: 201 }]);
  await engine.close();
});
