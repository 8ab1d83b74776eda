/** A store of records: a bounded queue before the thread that holds the database. */
import type { Entry, Logger, RecordStore } from '@aperturejs/core';
import type { DatabaseAddress } from './database/address.ts';
import { contentFault } from './database/content-fault.ts';
import { createKeeping } from './keeping.ts';
import { createQueue } from './queue.ts';
import { createWorkerClient } from './worker-client.ts';

/** How much is kept, and how it is written. */
export interface StoreOptions {
  /** Records that may wait to be written; default 10,000. */
  readonly maxQueuedRecords?: number;
  /** Bytes of captures that may wait to be written; default 64 MiB. */
  readonly maxQueuedCaptureBytes?: number;
  /** Default: silence. */
  readonly logger?: Logger;
}

/** Entries that arrive within this time, in milliseconds, are written in one transaction. */
const BATCH_MS = 50;
const BATCH = 500;
/** After a failure: doubled each time, up to the second figure. */
const RETRY_MS = [250, 30_000] as const;
/** What is kept of the audit log (docs/decisions/0033): 400 days, and the latest million events. */
const AUDIT_MS = 400 * 86_400_000;
const AUDIT_EVENTS = 1_000_000;
const PRUNE_AUDIT_MS = 3_600_000;

/**
 * Opens a store. Nothing is asked of the database before the first entry or question.
 *
 * @param name tells the log which database it is, and no secret
 */
export function createRecordStore(
  address: DatabaseAddress,
  name: string,
  options: StoreOptions = {},
): RecordStore {
  const { logger } = options;
  const queue = createQueue({
    records: options.maxQueuedRecords ?? 10_000,
    captureBytes: options.maxQueuedCaptureBytes ?? 64 * 1024 * 1024,
  });
  const client = createWorkerClient(address);
  let written = 0;
  let refused = 0;
  let failing: string | null = null;
  /** What had been dropped when it began to fail. */
  let before = { droppedRecords: 0, droppedCaptures: 0 };
  let retry: number = RETRY_MS[0];
  let writing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  /** Events of the audit log on their way. */
  const adding = new Set<Promise<void>>();

  const schedule = (delay: number): void => {
    if (timer || writing || closed || queue.length === 0) return;
    timer = setTimeout(() => void writeBatch(), delay);
    timer.unref();
  };
  /** Writes what waits, one batch; a failure puts it back. */
  const writeBatch = (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    writing ??= attempt(queue.take(BATCH)).finally(() => {
      writing = null;
      schedule(failing ? retry : queue.length >= BATCH ? 0 : BATCH_MS);
    });
    return writing;
  };
  const dropped = () => ({
    droppedRecords: queue.droppedRecords + refused,
    droppedCaptures: queue.droppedCaptures,
  });
  const works = (): void => {
    if (failing) {
      const { droppedRecords, droppedCaptures } = dropped();
      logger?.log('info', 'records are written again', {
        database: name,
        droppedRecords: droppedRecords - before.droppedRecords,
        droppedCaptures: droppedCaptures - before.droppedCaptures,
      });
    }
    failing = null;
    retry = RETRY_MS[0];
  };
  const attempt = async (batch: Entry[]): Promise<void> => {
    const sofar = dropped();
    try {
      await client.ask('write', batch);
      written += batch.length;
      works();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (contentFault(error)) return without(batch, why);
      // Once an outage, not once a batch.
      if (!failing) {
        logger?.log('error', 'records cannot be written; calls go on', { database: name, why });
        before = sofar;
      }
      failing = why;
      retry = Math.min(retry * 2, RETRY_MS[1]);
      queue.giveBack(batch);
    }
  };
  /** The database takes one of them never: it must not keep the others out. */
  const without = async (batch: Entry[], why: string): Promise<void> => {
    const [only] = batch;
    if (batch.length > 1) {
      const half = Math.ceil(batch.length / 2);
      await attempt(batch.slice(0, half));
      await attempt(batch.slice(half));
    } else if (only) {
      refused += 1;
      works();
      logger?.log('error', 'a record was dropped: the database does not take it', {
        database: name,
        id: only.record.id,
        why,
      });
    }
  };

  const keeping = createKeeping(
    (limits) => client.ask('prune', limits),
    (message, fields) => logger?.log('warn', message, { database: name, ...fields }),
  );
  const pruneAudit = async (): Promise<void> => {
    const limits = { before: Date.now() - AUDIT_MS, most: AUDIT_EVENTS };
    try {
      while (!closed && (await client.ask('pruneAudit', limits)));
    } catch {
      // The next event tells what is wrong.
    }
  };
  const pruningAudit = setInterval(() => void pruneAudit(), PRUNE_AUDIT_MS);
  pruningAudit.unref();

  const flush = async (): Promise<void> => {
    while (queue.length > 0 || writing) {
      await writeBatch();
      if (failing) return;
    }
  };

  /**
   * Writes what was added so far, ahead of a question: a page that hears of a call looks for it at once, and would not look again.
   * A store that is behind, or that cannot write, answers with what is there.
   */
  const caughtUp = async (): Promise<void> => {
    if (writing && !failing) await writing;
    if (queue.length > 0 && !failing) await writeBatch();
  };

  return {
    configure: keeping.configure,
    add(entry) {
      queue.add(keeping.kept(entry));
      schedule(failing ? retry : BATCH_MS);
    },
    find: (query) => caughtUp().then(() => client.ask('find', query)),
    get: (id) => caughtUp().then(() => client.ask('get', id)),
    sessions: (query) => caughtUp().then(() => client.ask('sessions', query)),
    usage: (query) => caughtUp().then(() => client.ask('usage', query)),
    tools: (query) => caughtUp().then(() => client.ask('tools', query)),
    audit: {
      add(event) {
        const added = client.ask('addAudit', event);
        adding.add(added);
        const settled = (): void => void adding.delete(added);
        added.then(settled, settled);
        return added;
      },
      // Here too: who hears of a config looks who made it so.
      find: (query) => Promise.allSettled(adding).then(() => client.ask('findAudit', query)),
    },
    exports: {
      begin: (request) => client.ask('beginExport', request),
      read: (query) => client.ask('readExport', query),
      async finish(ticket, ids, more) {
        const marked = await client.ask('finishExport', { ticket, ids, more });
        // What was kept for its export alone goes at once.
        if (marked) keeping.prune();
        return marked;
      },
      abandon: (ticket) => client.ask('abandonExport', ticket),
      status: () => client.ask('exportStatus', undefined),
    },
    configs: {
      add: (version) => client.ask('addConfig', version),
      list: (query) => client.ask('listConfigs', query),
      get: (id) => client.ask('getConfig', id),
    },
    stats: () => ({
      queued: queue.length,
      written,
      ...dropped(),
      failing,
    }),
    flush,
    async close() {
      if (closed) return;
      keeping.close();
      clearInterval(pruningAudit);
      await flush();
      if (queue.length > 0) {
        logger?.log('error', 'the store was closed before these could be written', {
          database: name,
          records: queue.length,
          why: failing,
        });
      }
      await Promise.allSettled(adding);
      closed = true;
      if (timer) clearTimeout(timer);
      await client.close();
    },
  };
}
