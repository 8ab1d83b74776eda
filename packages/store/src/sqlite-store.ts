/** The store of records in a SQLite file. */
import type {
  Entry,
  ExportTicket,
  Logger,
  RecordPage,
  RecordStore,
  SessionPage,
  UsageRow,
} from '@aperturejs/core';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { PruneLimits } from './engine.ts';
import { createQueue } from './queue.ts';
import { createWorkerClient } from './worker-client.ts';

/** How much is kept, and how it is written. */
export interface StoreOptions {
  /** Records that may wait to be written; default 10,000. */
  readonly maxQueuedRecords?: number;
  /** Bytes of captures that may wait to be written; default 64 MiB. */
  readonly maxQueuedCaptureBytes?: number;
  /** Captures older than this are dropped, in milliseconds; default 0, which keeps them for as long as there is room. */
  readonly captureRetention?: number;
  /** Bytes that all captures together may take, compressed; the oldest are dropped first. Default 1 GiB. */
  readonly maxCaptureBytes?: number;
  /** Default: silence. */
  readonly logger?: Logger;
}

/** Entries that arrive within this time, in milliseconds, are written in one transaction. */
const BATCH_MS = 50;
const BATCH = 500;
/** After a failure: doubled each time, up to the second figure. */
const RETRY_MS = [250, 30_000] as const;
const PRUNE_MS = 60_000;

/**
 * Opens a store. The file is made with the first entry or question, its folder at once.
 *
 * @param path of the file
 */
export function createSqliteStore(path: string, options: StoreOptions = {}): RecordStore {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const { logger } = options;
  const queue = createQueue({
    records: options.maxQueuedRecords ?? 10_000,
    captureBytes: options.maxQueuedCaptureBytes ?? 64 * 1024 * 1024,
  });
  const client = createWorkerClient(path);
  let written = 0;
  let failing: string | null = null;
  let retry: number = RETRY_MS[0];
  let writing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  const schedule = (delay: number): void => {
    if (timer || writing || closed || queue.length === 0) return;
    timer = setTimeout(() => {
      timer = null;
      void writeBatch();
    }, delay);
    timer.unref();
  };
  /** Writes what waits, one batch; a failure puts it back. */
  const writeBatch = (): Promise<void> => {
    writing ??= attempt(queue.take(BATCH)).finally(() => {
      writing = null;
      schedule(failing ? retry : queue.length >= BATCH ? 0 : BATCH_MS);
    });
    return writing;
  };
  const attempt = async (batch: Entry[]): Promise<void> => {
    try {
      await client.ask('write', batch);
      written += batch.length;
      if (failing) logger?.log('info', 'records are written again', { file: path });
      failing = null;
      retry = RETRY_MS[0];
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      // Once an outage, not once a batch.
      if (!failing) logger?.log('error', 'records cannot be written; calls go on', { file: path, why });
      failing = why;
      retry = Math.min(retry * 2, RETRY_MS[1]);
      queue.giveBack(batch);
    }
  };

  const prune = async (): Promise<void> => {
    const { captureRetention = 0, maxCaptureBytes = 1024 ** 3 } = options;
    const before = captureRetention > 0 ? Date.now() - captureRetention : null;
    const limits: PruneLimits = { before, maxBytes: maxCaptureBytes };
    try {
      while (!closed && (await client.ask<boolean>('prune', limits)));
    } catch {
      // The next write tells what is wrong.
    }
  };
  const pruning = setInterval(() => void prune(), PRUNE_MS);
  pruning.unref();

  const flush = async (): Promise<void> => {
    while (queue.length > 0 || writing) {
      await writeBatch();
      if (failing) return;
    }
  };

  return {
    add(entry) {
      queue.add(entry);
      schedule(failing ? retry : BATCH_MS);
    },
    find: (query) => client.ask<RecordPage>('find', query),
    get: (id) => client.ask<Entry | null>('get', id),
    sessions: (query) => client.ask<SessionPage>('sessions', query),
    usage: (query) => client.ask<readonly UsageRow[]>('usage', query),
    exports: {
      begin: (request) => client.ask<ExportTicket | null>('beginExport', request),
      read: (query) => client.ask<readonly Entry[]>('readExport', query),
      finish: (ticket, ids, more) => client.ask<boolean>('finishExport', { ticket, ids, more }),
      abandon: (ticket) => client.ask<void>('abandonExport', ticket),
      status: () => client.ask('exportStatus'),
    },
    stats: () => ({
      queued: queue.length,
      written,
      droppedRecords: queue.droppedRecords,
      droppedCaptures: queue.droppedCaptures,
      failing,
    }),
    flush,
    async close() {
      if (closed) return;
      clearInterval(pruning);
      await flush();
      closed = true;
      if (timer) clearTimeout(timer);
      await client.close();
    },
  };
}
