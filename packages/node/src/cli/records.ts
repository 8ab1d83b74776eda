/** Where the server of the command keeps its records: a SQLite file in the data directory. */
import type { Logger, RecordStore } from '@aperturejs/core';
import { join } from 'node:path';

/**
 * Opens the store, if the package that has it is installed: its engine is native, and there are machines without one.
 *
 * @param data the directory, which is made with the first record
 */
export async function openRecords(data: string, logger: Logger): Promise<RecordStore | null> {
  try {
    const { createSqliteStore } = await import('@aperturejs/store');
    return createSqliteStore(join(data, 'aperture.db'), { logger });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    logger.log('warn', 'no records are kept: the package @aperturejs/store cannot be loaded', { why });
    return null;
  }
}
