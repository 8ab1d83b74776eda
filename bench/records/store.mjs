/** How fast the store takes records, how large it gets, and how long questions to it take. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteStore } from '@aperturejs/store';
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
    let report = await measureEngine(
      'SQLite',
      records,
      () => createSqliteStore(join(folder, 'records.db')),
      () => sizeOf(folder),
    );
    if (postgres) {
      const { openPostgres } = await import('./postgres.mjs');
      const { store, size } = await openPostgres(postgres);
      report += await measureEngine('Postgres', records, store, size);
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
  const rows = [];
  for (const [question, asked] of Object.entries(QUESTIONS)) {
    const times = [];
    for (let round = 0; round < 5; round += 1) {
      const before = performance.now();
      await asked(store);
      times.push(performance.now() - before);
    }
    rows.push([question, times[0].toFixed(1), median(times).toFixed(1)]);
  }
  await store.close();
  return `${name}: ${records} records, ${Math.round(records / seconds)} a second sustained, ${Math.round(bytes / records)} bytes a record (${(((bytes / records) * 1_000_000) / 1e9).toFixed(2)} GB a million); RSS at most ${Math.round(peak / 1024 / 1024)} MB
${table(['question', 'first, ms', 'median, ms'], rows)}
`;
}

async function until(holds) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

function sizeOf(folder) {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
