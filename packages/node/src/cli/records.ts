/** Where the server of the command keeps its records: as `database.url` says, or in a SQLite file of its own. */
import { access, constants, mkdir } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import {
  loadConfig,
  type ConfigSource,
  type DatabaseSettings,
  type Logger,
  type RecordStore,
} from '@aperturejs/core';
import { nodeMacros } from '../macros.ts';

/**
 * Opens the store, if the package that has it is installed: its engine is native, and there are machines without one.
 *
 * @param source the config, which is read for where the store is
 * @param data the directory of the server's own files, made only where records go into one
 * @throws Error if records go into a file and its directory cannot be made or written: whoever wants none says so
 */
export async function openRecords(
  source: ConfigSource,
  data: string,
  logger: Logger,
): Promise<RecordStore | null> {
  const url = await databaseUrl(source);
  // The server tells what is wrong with the config, and does not start.
  if (url === undefined) return null;
  let open: (url: string | null) => RecordStore;
  try {
    const { createPostgresStore, createSqliteStore } = await import('@aperturejs/store');
    open = (url) =>
      url !== null && !isFile(url)
        ? createPostgresStore(url, { logger })
        : createSqliteStore(pathOf(url, data), { logger });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    logger.log('warn', 'no records are kept: the package @aperturejs/store cannot be loaded', { why });
    return null;
  }
  if (url === null || isFile(url)) await makeDirectory(dirname(pathOf(url, data)));
  const store = open(url);
  return { ...store, configure: (settings) => configure(store, settings, url, logger) };
}

/** Null for a config that says nothing of it, undefined for one that cannot be used. */
async function databaseUrl(source: ConfigSource): Promise<string | null | undefined> {
  const text = await source.read().catch(() => '');
  return loadConfig(text, { macros: nodeMacros }).snapshot?.database.url;
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await access(path, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Node says ENOENT where a parent cannot be written, and looking for what is missing leads nowhere.
    const why = code === undefined || code === 'ENOENT' ? '' : ` (${code})`;
    throw new Error(
      `records of calls are kept in ${path}, which cannot be made or written${why}; name another directory with --data, or a database in database.url of the config`,
      { cause: error },
    );
  }
}

function isFile(url: string): boolean {
  return /^sqlite:/i.test(url);
}

/** A path that is not absolute is one in the data directory, where all of the server's own files are. */
function pathOf(url: string | null, data: string): string {
  const path = url === null ? 'aperture.db' : url.replace(/^sqlite:(?:\/\/(?=\/))?/i, '');
  return isAbsolute(path) ? path : join(data, path);
}

function configure(store: RecordStore, settings: DatabaseSettings, url: string | null, logger: Logger): void {
  // Without the URLs: passwords may stand in them.
  if (settings.url !== url) {
    logger.log('warn', 'database.url changed; records go where they went until the server is started again');
  }
  store.configure?.(settings);
}
