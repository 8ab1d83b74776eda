/** What is kept for how long, as the config in force says. */
import type { DatabaseSettings, Entry } from '@aperturejs/core';
import type { Pruned, PruneLimits } from './queries/prune.ts';
import { withoutTools } from './queries/prune-tools.ts';

/** Between two looks for what is kept no longer. */
const PRUNE_MS = 60_000;
/** As in a config that says nothing. */
const DEFAULTS: Pick<DatabaseSettings, 'retention' | 'maxBytes'> = {
  retention: { keep: null, requireExport: false, captures: true, tools: false },
  maxBytes: 4 * 1024 ** 3,
};

/** Keeps to the limits. */
export interface Keeping {
  /** New settings; they take effect at once, also on what is there. */
  configure(settings: DatabaseSettings): void;
  /** What of an entry may be written. */
  kept(entry: Entry): Entry;
  /** Drops what is kept no longer, step by step. */
  prune(): void;
  close(): void;
}

/**
 * Starts keeping to the limits.
 *
 * @param step takes one step of pruning
 * @param warn tells what an operator should know, once for as long as it lasts
 */
export function createKeeping(
  step: (limits: PruneLimits) => Promise<Pruned>,
  warn: (message: string, fields: Readonly<Record<string, unknown>>) => void,
): Keeping {
  let settings = DEFAULTS;
  let configured = false;
  let closed = false;
  let pruning = false;
  let again = false;
  let warned = '';

  const tell = (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    if (message !== '' && message !== warned) warn(message, fields);
    warned = message;
  };
  const pruneAll = async (): Promise<void> => {
    let lost = 0;
    for (;;) {
      const { retention, maxBytes } = settings;
      const pruned = await step({ retention, maxBytes, now: Date.now() });
      lost += pruned.lost;
      if (pruned.more && !closed) continue;
      if (pruned.full) tell(FULL, { max_bytes: maxBytes });
      else tell(lost > 0 ? LOST : '', { captures: lost });
      return;
    }
  };
  const prune = (): void => {
    again = pruning;
    if (pruning || closed) return;
    pruning = true;
    pruneAll()
      // The next write tells what is wrong with the database.
      .catch(() => {})
      .finally(() => {
        pruning = false;
        if (again) prune();
      });
  };
  const timer = setInterval(prune, PRUNE_MS);
  timer.unref();

  return {
    configure(next) {
      const changed = configured && JSON.stringify(limitsOf(next)) !== JSON.stringify(limitsOf(settings));
      settings = next;
      configured = true;
      if (changed) prune();
    },
    kept({ record, capture }) {
      const { keep, requireExport, captures, tools } = settings.retention;
      if (keep !== 0 || requireExport) return { record, capture };
      return { record: tools ? withoutTools(record) : record, capture: captures ? null : capture };
    },
    prune,
    close() {
      closed = true;
      clearInterval(timer);
    },
  };
}

const FULL =
  'the records take more than database.max_bytes, and no capture is left to drop; the figures of calls are always kept';
const LOST =
  'captures that were not exported yet were dropped: there was no room for them within database.max_bytes';

function limitsOf({ retention, maxBytes }: typeof DEFAULTS): typeof DEFAULTS {
  return { retention, maxBytes };
}
