import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseAddress } from './database/address.ts';
import { openSqlite, SQLITE } from './database/sqlite.ts';
import { openEngine } from './engine.ts';
import { migrate, STEPS } from './migrations/migrate.ts';
import { recordRow } from './rows.ts';
import { describeEngine } from './testing/engine-suite.ts';
import { describeExports } from './testing/exports-suite.ts';
import { callRecord } from './testing/records.ts';

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
describeExports(newDatabase);

describe('a file', () => {
  it('of an older version gets its sessions from its records', async () => {
    const path = join(folder, 'older.db');
    const old = openSqlite(path);
    await migrate(old, SQLITE, STEPS.slice(0, 2));
    for (let n = 0; n < 1_201; n += 1) {
      const row = recordRow(callRecord(n, { session: `s${n % 3}` }));
      await old.insertInto('records').values(row).execute();
    }
    await old.destroy();
    const engine = await openEngine({ kind: 'sqlite', path });
    const { sessions } = await engine.sessions({ limit: 10 });
    expect(sessions.map(({ id, requests }) => [id, requests])).toEqual([
      ['s0', 401],
      ['s2', 400],
      ['s1', 400],
    ]);
    expect(sessions[0]!.models).toEqual(['gpt-5']);
    await engine.close();
  });

  it('of a newer version is left alone', async () => {
    const path = join(folder, 'newer.db');
    await (await openEngine({ kind: 'sqlite', path })).close();
    const sqlite = new Database(path);
    sqlite.exec('update schema_version set version = 99');
    sqlite.close();
    await expect(openEngine({ kind: 'sqlite', path })).rejects.toThrow('version 99, which is newer');
  });
});
