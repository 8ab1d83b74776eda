/** The exporter: exports when it is time, and tries again when it failed. */
import type { Exporter, ExporterStatus, Logger, RecordStore, S3Settings } from '@aperturejs/core';
import { exportOnce } from './export-once.ts';

/** What it needs of its surroundings. */
export interface S3ExporterOptions {
  /** Default: silence. */
  readonly logger?: Logger;
  /** Where `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN` are read. Default: the environment. */
  readonly env?: (name: string) => string | undefined;
  /** When it looks, in milliseconds. */
  readonly pace?: Partial<Pace>;
}

/** When the exporter looks, in milliseconds. */
export interface Pace {
  /** Whether an export is due; default 30,000, or `every` if that is less. */
  readonly look: number;
  /** After an export that left records behind; default 1,000, so that no name runs ahead of the clock. */
  readonly more: number;
  /** Within an export, before the second and the third try of its request; default 1,000 and 5,000. */
  readonly retries: readonly number[];
  /** After a failed export, doubled each time from the first figure to the second; default 10,000 and 600,000. */
  readonly failed: readonly [first: number, last: number];
  /** When the gateway stops, for an export that is under way; default 5,000. What is cut off may have arrived, and comes twice then. */
  readonly grace: number;
}

const PACE: Pace = {
  look: 30_000,
  more: 1_000,
  retries: [1_000, 5_000],
  failed: [10_000, 600_000],
  grace: 5_000,
};

/** An exporter that somebody has to close. */
export interface S3Exporter extends Exporter {
  /** Exports no more. One that is under way may end; if it takes long, it is given up, and its records wait for the next. */
  close(): Promise<void>;
}

/**
 * Makes an exporter. It does nothing until the gateway tells it its settings.
 *
 * @param store where the records are; its `exports` remembers which were exported
 * @throws Error for a store without `exports`
 */
export function createS3Exporter(store: RecordStore, options: S3ExporterOptions = {}): S3Exporter {
  const { logger, env = (name) => process.env[name] } = options;
  const pace = { ...PACE, ...options.pace };
  const ledger = store.exports;
  if (!ledger) throw new Error('this store does not remember exports');
  const giveUp = new AbortController();
  let closed = false;
  let settings: S3Settings | null = null;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let retry: number = pace.failed[0];
  let exported = 0;
  let failing: string | null = null;
  let seen: { readonly waiting: number; readonly lastExport: number | null } | null = null;

  const schedule = (delay: number): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (!settings || running || closed) return;
    timer = setTimeout(() => {
      timer = null;
      running = work();
    }, delay);
    timer.unref();
  };
  const work = async (): Promise<void> => {
    const next = await look();
    running = null;
    schedule(next);
  };
  /** Looks once; tells when to look again. Never rejects. */
  const look = async (): Promise<number> => {
    const current = settings;
    if (!current) return pace.look;
    try {
      const { records, more } = await exportOnce(current, ledger, {
        env,
        signal: giveUp.signal,
        retries: pace.retries,
      });
      exported += records;
      seen = await ledger.status();
      if (failing !== null) logger?.log('info', 'records are exported again', { bucket: current.bucket });
      failing = null;
      retry = pace.failed[0];
      return more ? pace.more : Math.min(pace.look, current.every);
    } catch (error) {
      if (giveUp.signal.aborted) return pace.look;
      const why = error instanceof Error ? error.message : String(error);
      // Once a reason, not once a try.
      if (why !== failing)
        logger?.log('error', 'records cannot be exported; they wait', { bucket: current.bucket, why });
      failing = why;
      const delay = retry;
      retry = Math.min(retry * 2, pace.failed[1]);
      return delay;
    }
  };

  return {
    configure(next) {
      if (JSON.stringify(next) === JSON.stringify(settings)) return;
      settings = next;
      retry = pace.failed[0];
      if (!next) failing = null;
      schedule(0);
    },
    status: (): ExporterStatus => ({
      name: 's3',
      enabled: settings !== null,
      lastExport: seen?.lastExport ?? null,
      exported,
      waiting: seen?.waiting ?? null,
      failing,
    }),
    async close() {
      closed = true;
      if (timer) clearTimeout(timer);
      const late = setTimeout(() => giveUp.abort(), pace.grace);
      await running;
      clearTimeout(late);
    },
  };
}
