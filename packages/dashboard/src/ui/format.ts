/** Numbers, money and times as people read them, in their own language. What is not known is a dash, never a 0. */

const UNKNOWN = '–';

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** `12,345`. */
export function formatNumber(value: number | null | undefined): string {
  return value === null || value === undefined ? UNKNOWN : whole.format(value);
}

/** Tokens in few signs: `980`, `12.3K`, `4.1M`. */
export function formatTokens(value: number | null | undefined): string {
  return value === null || value === undefined ? UNKNOWN : compact.format(value);
}

/** Nano-dollars: `$12.34`; below a cent as many digits as tell something: `$0.0012`. */
export function formatCost(nanoDollars: number | null | undefined): string {
  if (nanoDollars === null || nanoDollars === undefined) return UNKNOWN;
  const dollars = nanoDollars / 1e9;
  if (dollars === 0) return '$0';
  const size = Math.abs(dollars);
  if (size < 0.000_001) return '<$0.000001';
  const digits = size >= 0.1 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(size)));
  return dollars.toLocaleString('en', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: Math.min(2, digits),
    maximumFractionDigits: digits,
  });
}

/** What calls cost together. What has no price costs something, and nobody knows what. */
export function formatCostOf({
  nanoDollars,
  unpriced,
  requests,
}: {
  readonly nanoDollars: number;
  readonly unpriced: number;
  readonly requests: number;
}): string {
  return unpriced > 0 && unpriced >= requests ? 'no price' : formatCost(nanoDollars);
}

/** Milliseconds: `0.4 ms`, `210 ms`, `3.9 s`, `2 m 5 s`, `1 h 12 m`. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return UNKNOWN;
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

/** Bytes: `512 B`, `5.1 kB`, `2.3 MB`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return UNKNOWN;
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** A time, short: the clock for today, the day besides for other days. */
export function formatTime(time: string | number | null | undefined, now: number = Date.now()): string {
  const date = dateOf(time);
  if (!date) return UNKNOWN;
  return (date.toDateString() === new Date(now).toDateString() ? clock : dayAndClock).format(date);
}

/** A time with everything that is known of it. */
export function formatExactTime(time: string | number | null | undefined): string {
  const date = dateOf(time);
  return date ? exact.format(date) : UNKNOWN;
}

/** How long ago: `now`, `40 s ago`, `5 min ago`, `3 h ago`, `12 d ago`. */
export function formatAgo(time: string | number | null | undefined, now: number = Date.now()): string {
  const date = dateOf(time);
  if (!date) return UNKNOWN;
  const seconds = Math.round((now - date.getTime()) / 1000);
  if (seconds < 5) return 'now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** `1 request`, `2 requests`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

function dateOf(time: string | number | null | undefined): Date | null {
  if (time === null || time === undefined) return null;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? null : date;
}
