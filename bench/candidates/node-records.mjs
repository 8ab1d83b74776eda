/**
 * The gateway as a server of its own with a store of records in SQLite, at a level of captures (`off`, `headers`, `full`);
 * `none` has no store.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '@aperturejs/node';
import { createSqliteStore } from '@aperturejs/store';
import { config } from './config.mjs';
import { serve } from './serve.mjs';

const level = process.argv[3];
const folder = mkdtempSync(join(tmpdir(), 'aperture-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const store = level === 'none' ? undefined : createSqliteStore(join(folder, 'records.db'));
const database = { captures: level === 'none' ? 'off' : level };
const server = createServer({ ...config, database }, { host: '127.0.0.1', port: 0, ...(store && { store }) });
const address = await server.listen();
serve({ listening: true, address: () => address }, () => ({ store: store?.stats() }));
