/** `exporters` and `database` (spec/aperture.md 7.7, 7.8). */
import { isDuration, parseDuration } from '../duration.ts';
import type { Report } from '../report.ts';
import type { Config } from '../schema/config.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Warns of settings that an export or a purge could not follow. */
export function checkData(config: Config, report: Report): void {
  if (config.exporters.s3?.prefix.endsWith('/')) {
    report.warning('exporters.s3.prefix must not end with a slash', ['exporters', 's3', 'prefix']);
  }
  const { duration } = config.database.retention;
  if (duration === '' || duration === '0') return;
  const kept = retentionOf(duration);
  if (kept === null || kept < HOUR || kept > 3650 * DAY) {
    report.warning('database.retention.duration must be empty, "0", or between "1h" and "3650d"', [
      'database',
      'retention',
      'duration',
    ]);
  }
}

/** Days are allowed here and nowhere else: they are no unit of Go's durations. */
function retentionOf(text: string): number | null {
  const days = /^(\d+)d$/.exec(text)?.[1];
  if (days) return Number(days) * DAY;
  return isDuration(text) ? parseDuration(text) : null;
}
