/** Times as people and programs write them in a query, and as answers do. */

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** RFC 3339, section 5.6; seconds may be left out, and so may all of the time. A `+` comes out of a query as a space. */
const RFC_3339 =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ]((?:[01]\d|2[0-3]):[0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?([Zz]|[+ -](?:[01]\d|2[0-3]):[0-5]\d))?$/;

/**
 * Milliseconds since the epoch: of a time of RFC 3339 or a date (its beginning in UTC), of themselves, or so long before
 * now (`-24h`). Null for anything else. What lies before the epoch is the epoch: nothing was recorded then.
 */
export function parseTime(text: string, now: number): number | null {
  const ago = /^-(\d{1,6})([smhdw])$/.exec(text);
  if (ago) return Math.max(0, now - Number(ago[1]) * (UNITS[ago[2] as string] as number));
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const parts = RFC_3339.exec(text);
  if (!parts) return null;
  const [, date = '', minutes = '00:00', seconds = '00', fraction = '', zone = 'Z'] = parts;
  if (!isDate(date)) return null;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const at = Date.parse(
    `${date}T${minutes}:${seconds}.${milliseconds}${zone.replace(' ', '+').toUpperCase()}`,
  );
  return Math.max(0, at);
}

/** Some runtimes take the thirtieth of February for the second of March. */
function isDate(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}

/** Writes a time; null if there is none. */
export function timeJson(time: number): string;
export function timeJson(time: number | undefined): string | null;
export function timeJson(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
