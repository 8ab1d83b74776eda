/** What a listener missed that comes back, out of the store. */
import type { CallRecord } from '../../record/record.ts';
import type { StoreReader } from '../store-reader.ts';
import type { LiveFilter } from './matches.ts';

/** What was missed. */
export interface Missed {
  /** As they ended. */
  readonly records: readonly CallRecord[];
  /** False if there may be more. */
  readonly complete: boolean;
}

/** No more are looked at, and no more handed over: whoever was away for long loads the list anew. */
const MAX_SEEN = 1_000;
export const MAX_MISSED = 200;
/** A call that took longer than this and ended meanwhile is not found: ids and stores go by the beginning of calls. */
const LONG_MS = 10 * 60_000;

/**
 * Finds the records of calls that ended after another one had.
 *
 * @param id of the last one that the listener got
 * @param sees whether the listener may know of a record
 */
export async function missedSince(
  id: string,
  filter: LiveFilter,
  sees: (record: CallRecord) => boolean,
  store: StoreReader,
): Promise<Missed> {
  // What ended a moment ago may wait to be written.
  await store.flush();
  const last = (await store.get(id))?.record;
  const since = last && sees(last) ? endOf(last) : timeOf(id);
  const page = await store.find({ ...filter, from: Math.max(0, since - LONG_MS), limit: MAX_SEEN });
  const missed = page.records
    .filter((record) => endOf(record) >= since && record.id !== id)
    .sort((one, other) => endOf(one) - endOf(other));
  const oldest = page.records.at(-1);
  const seenAll = page.next === null || (oldest !== undefined && oldest.time <= since);
  return { records: missed.slice(-MAX_MISSED), complete: seenAll && missed.length <= MAX_MISSED };
}

function endOf({ time, timings }: CallRecord): number {
  return time + timings.total;
}

/** When the call arrived, which its id begins with (RFC 9562, section 5.7). */
function timeOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}
