/** How fast the store takes records, how large it gets, and how long questions to it take. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgresStore, createSqliteStore } from '@aperturejs/store';
import Database from 'libsql';
import { Client } from 'pg';
import { median, table } from '../tables.mjs';
import { createTraffic } from './traffic.mjs';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 24);
/** Questions that the pages ask. */
const QUESTIONS = {
  'a month by day': (store) => store.usage({ by: ['day'], from: NOW - 30 * DAY, to: NOW }),
  'a month by user and model': (store) =>
    store.usage({ by: ['user', 'model'], from: NOW - 30 * DAY, to: NOW }),
  'a day by hour and model': (store) => store.usage({ by: ['hour', 'model'], from: NOW - DAY, to: NOW }),
  "a user's month by day and model": (store) =>
    store.usage({ by: ['day', 'model'], user: 'user3@example.com', from: NOW - 30 * DAY, to: NOW }),
  'the newest 50 records': (store) => store.find({ limit: 50 }),
  "a user's newest 50": (store) => store.find({ limit: 50, user: 'user3@example.com' }),
  'the newest 50 that failed': (store) => store.find({ limit: 50, outcome: 'upstream_error' }),
  'text that is nowhere': (store) => store.find({ limit: 50, text: 'nowhere to be found' }),
};

export async function measureStore({ records, postgres }) {
  const folder = mkdtempSync(join(tmpdir(), 'aperture-bench-'));
  try {
    const file = join(folder, 'records.db');
    const open = () => createSqliteStore(file);
    let report = await measureEngine('SQLite', records, open, () => sizeOf(folder));
    spreadTenfold(file);
    report += await askTenfold(open, records);
    if (postgres) {
      const { createPostgres } = await import('../../postgres/server.mjs');
      const server = await createPostgres();
      const { open: openStore, size } = postgresAt(server.url('postgres'));
      report += await measureEngine('Postgres', records, openStore, size);
      await server.remove();
    }
    return report;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureEngine(name, records, open, size) {
  const store = open();
  const next = createTraffic(records);
  const start = performance.now();
  let peak = 0;
  for (let entry = next(); entry; entry = next()) {
    store.add(entry);
    // As much as the queue takes, so that the store is never without work and nothing is dropped.
    if (store.stats().queued >= 5_000) {
      await until(() => store.stats().queued < 2_000);
      peak = Math.max(peak, process.memoryUsage.rss());
    }
  }
  await store.flush();
  const seconds = (performance.now() - start) / 1_000;
  const { written, droppedRecords } = store.stats();
  if (written !== records || droppedRecords > 0) throw new Error(`lost: ${JSON.stringify(store.stats())}`);
  const bytes = await size();
  const rows = await timesOf(store, QUESTIONS);
  await store.close();
  return `${name}: ${records} records, ${Math.round(records / seconds)} a second sustained, ${Math.round(bytes / records)} bytes a record (${(((bytes / records) * 1_000_000) / 1e9).toFixed(2)} GB a million); RSS at most ${Math.round(peak / 1024 / 1024)} MB
${table(HEADER, rows)}
`;
}

/**
 * The roll-ups of ten times as many records over ten times as many days: the month's, moved back by months. Sums come from
 * nothing else, so the records themselves need not be there.
 */
function spreadTenfold(file) {
  const database = new Database(file);
  const columns = database
    .pragma('table_info(rollups)')
    .map(({ name }) => name)
    .filter((name) => name !== 'hour');
  for (let month = 1; month < 10; month += 1) {
    database.exec(
      `insert into rollups (hour, ${columns}) select hour - ${month * 30 * DAY}, ${columns} from rollups where hour >= ${NOW - 30 * DAY}`,
    );
  }
  database.close();
}

async function askTenfold(open, records) {
  const store = open();
  const rows = await timesOf(store, {
    'a month by day': QUESTIONS['a month by day'],
    'ten months by day': (all) => all.usage({ by: ['day'], from: NOW - 300 * DAY, to: NOW }),
    'ten months by user and model': (all) =>
      all.usage({ by: ['user', 'model'], from: NOW - 300 * DAY, to: NOW }),
  });
  await store.close();
  return `SQLite: the sums of ${records * 10} records, over 300 days\n${table(HEADER, rows)}\n`;
}

const HEADER = ['question', 'first, ms', 'median, ms'];

/** How long each question takes, at first and then. */
async function timesOf(store, questions) {
  const rows = [];
  for (const [question, asked] of Object.entries(questions)) {
    const times = [];
    for (let round = 0; round < 5; round += 1) {
      const before = performance.now();
      await asked(store);
      times.push(performance.now() - before);
    }
    rows.push([question, times[0].toFixed(1), median(times).toFixed(1)]);
  }
  return rows;
}

async function until(holds) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

function sizeOf(folder) {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/** @param {string} url of an empty database */
function postgresAt(url) {
  return {
    open: () => createPostgresStore(url),
    async size() {
      const client = new Client(url);
      await client.connect();
      const { rows } = await client.query('select pg_database_size(current_database()) as size');
      await client.end();
      return Number(rows[0].size);
    },
  };
}
