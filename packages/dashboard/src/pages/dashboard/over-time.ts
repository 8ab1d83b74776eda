/** Sums of the API as rows of a chart and of a table. */
import type { Series } from '../../ui/chart.tsx';
import type { UsageRowJson } from '../../api/records.ts';

/** What the chart can show. */
export type Measure = 'tokens' | 'cost' | 'requests';

const MEASURES: Readonly<Record<Measure, (row: UsageRowJson) => number>> = {
  tokens: ({ usage }) => (usage['input_tokens'] ?? 0) + (usage['output_tokens'] ?? 0),
  cost: ({ cost }) => cost.nano_dollars,
  requests: ({ requests }) => requests,
};

const HOUR = 3_600_000;

/** Whether a range is looked at by hours or by days. */
export function stepOf(range: string): 'hour' | 'day' {
  return range.endsWith('h') ? 'hour' : 'day';
}

/**
 * Series over time: the models with the most of it, and the others together. Every hour or day of the range is there, with
 * nothing in it or not.
 *
 * @param rows sums by `hour` or `day` and `model`
 * @param length of the range in milliseconds
 */
export function overTime(
  rows: readonly UsageRowJson[],
  {
    step,
    length,
    now,
    measure,
    most,
  }: { step: 'hour' | 'day'; length: number; now: number; measure: Measure; most: number },
): { times: number[]; series: Series[] } {
  const size = step === 'hour' ? HOUR : 24 * HOUR;
  const first = Math.floor((now - length) / size) * size;
  const times: number[] = [];
  for (let time = first; time <= now; time += size) times.push(time);

  const amount = MEASURES[measure];
  const byModel = new Map<string, number[]>();
  for (const row of rows) {
    const at = Math.round((Date.parse(row.key[step] ?? '') - first) / size);
    if (!(at >= 0 && at < times.length)) continue;
    const model = row.key.model || 'no model';
    const values = byModel.get(model) ?? times.map(() => 0);
    values[at] = (values[at] as number) + amount(row);
    byModel.set(model, values);
  }
  const ranked = [...byModel]
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

/** What a model was used for in all. */
export interface ModelSum {
  readonly model: string;
  readonly requests: number;
  readonly failed: number;
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly nanoDollars: number;
  readonly unpriced: number;
}

/** Sums by model, the most requests first. */
export function byModel(rows: readonly UsageRowJson[]): ModelSum[] {
  const sums = new Map<string, ModelSum>();
  for (const row of rows) {
    const model = row.key.model || 'no model';
    const before = sums.get(model);
    sums.set(model, {
      model,
      requests: (before?.requests ?? 0) + row.requests,
      failed: (before?.failed ?? 0) + row.failed,
      input: (before?.input ?? 0) + (row.usage['input_tokens'] ?? 0),
      cached: (before?.cached ?? 0) + (row.usage['cached_tokens'] ?? 0),
      output: (before?.output ?? 0) + (row.usage['output_tokens'] ?? 0),
      nanoDollars: (before?.nanoDollars ?? 0) + row.cost.nano_dollars,
      unpriced: (before?.unpriced ?? 0) + row.unpriced,
    });
  }
  return [...sums.values()].sort((a, b) => b.requests - a.requests || (a.model < b.model ? -1 : 1));
}

/** All of it together. */
export function totalOf(sums: readonly ModelSum[]): Omit<ModelSum, 'model'> {
  const total = (field: Exclude<keyof ModelSum, 'model'>): number => sumOf(sums.map((sum) => sum[field]));
  return {
    requests: total('requests'),
    failed: total('failed'),
    input: total('input'),
    cached: total('cached'),
    output: total('output'),
    nanoDollars: total('nanoDollars'),
    unpriced: total('unpriced'),
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
