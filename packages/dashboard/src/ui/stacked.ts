/** Amounts over time as the series of a chart: those with the most, and the others together. */
import type { Series } from './chart.tsx';

const HOUR = 3_600_000;

/** An amount in an hour or a day. */
export interface Amount {
  /** When the hour or day began, in UTC. */
  readonly time: string;
  readonly name: string;
  readonly amount: number;
}

/** How they are stacked. */
export interface Stacking {
  readonly step: 'hour' | 'day';
  /** Of the range, in milliseconds. */
  readonly length: number;
  readonly now: number;
  /** Series at most, the others among them. */
  readonly most: number;
}

/** Whether a range is looked at by hours or by days. */
export function stepOf(range: string): 'hour' | 'day' {
  return range.endsWith('h') ? 'hour' : 'day';
}

/** Series over time. Every hour or day of the range is there, with nothing in it or not. */
export function stacked(
  amounts: readonly Amount[],
  { step, length, now, most }: Stacking,
): { times: number[]; series: Series[] } {
  const size = step === 'hour' ? HOUR : 24 * HOUR;
  const first = Math.floor((now - length) / size) * size;
  const times: number[] = [];
  for (let time = first; time <= now; time += size) times.push(time);

  const byName = new Map<string, number[]>();
  for (const { time, name, amount } of amounts) {
    const at = Math.round((Date.parse(time) - first) / size);
    if (!(at >= 0 && at < times.length)) continue;
    const values = byName.get(name) ?? times.map(() => 0);
    values[at] = (values[at] as number) + amount;
    byName.set(name, values);
  }
  const ranked = [...byName]
    .map(([name, values]) => ({ name, values, total: sumOf(values) }))
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
  const shown = ranked.length > most ? ranked.slice(0, most - 1) : ranked;
  const rest = ranked.slice(shown.length);
  const series: Series[] = shown.map(({ name, values }) => ({ name, values }));
  if (rest.length > 0) {
    const values = times.map((_time, at) => sumOf(rest.map((one) => one.values[at] ?? 0)));
    series.push({ name: `${rest.length} others`, values });
  }
  return { times: times.map((time) => time / 1000), series };
}

const hours = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
// Days are those of UTC, as they are summed.
const days = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', timeZone: 'UTC' });

/** A time of a chart as its axis has it. */
export function formatStep(step: 'hour' | 'day', seconds: number): string {
  return (step === 'hour' ? hours : days).format(seconds * 1000);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
