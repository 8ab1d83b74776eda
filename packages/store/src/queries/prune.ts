/** Dropping captures: a bounded number at a time, so that a write never waits long. */
import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** What is kept of captures. */
export interface PruneLimits {
  /** Captures of calls before this, in milliseconds since the epoch, go; null for none. */
  readonly before: number | null;
  /** Captures may have so many bytes in all, compressed. */
  readonly maxBytes: number;
}

/** Captures that one step drops at most. */
const STEP = 200;

/**
 * Drops the oldest captures.
 *
 * @returns true if there is more to drop
 */
export async function pruneCaptures(
  database: Kysely<Tables>,
  { before, maxBytes }: PruneLimits,
): Promise<boolean> {
  const oldest = await database
    .selectFrom('captures')
    .select(['record_id', 'time', 'bytes'])
    .orderBy('record_id')
    .limit(STEP)
    .execute();
  const { total } = await database
    .selectFrom('captures')
    .select(({ fn }) => fn.sum<number | null>('bytes').as('total'))
    .executeTakeFirstOrThrow();
  let surplus = (total ?? 0) - maxBytes;
  const gone: string[] = [];
  for (const { record_id, time, bytes } of oldest) {
    if (surplus <= 0 && (before === null || time >= before)) break;
    surplus -= bytes;
    gone.push(record_id);
  }
  if (gone.length > 0) await database.deleteFrom('captures').where('record_id', 'in', gone).execute();
  return gone.length === STEP;
}
