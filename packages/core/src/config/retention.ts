/** `database.retention.duration` (spec/aperture.md 7.8). */
import { isDuration, parseDuration } from './duration.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * How long captures are kept, in milliseconds: 0 for none of them, null for all; undefined for what it may not be.
 *
 * Days are allowed here and nowhere else: they are no unit of Go's durations.
 */
export function retentionOf(text: string): number | null | undefined {
  if (text === '') return null;
  if (text === '0') return 0;
  const days = /^(\d+)d$/.exec(text)?.[1];
  const kept = days ? Number(days) * DAY : isDuration(text) ? parseDuration(text) : -1;
  return kept >= HOUR && kept <= 3650 * DAY ? kept : undefined;
}
