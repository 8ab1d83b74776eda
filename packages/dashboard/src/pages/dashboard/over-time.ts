/** Sums of the API as rows of a chart and of a table. */
import type { Series } from '../../ui/chart.tsx';
import type { UsageRowJson } from '../../api/records.ts';
import { stacked, type Stacking } from '../../ui/stacked.ts';

/** What the chart can show. */
export type Measure = 'tokens' | 'cost' | 'requests';

const MEASURES: Readonly<Record<Measure, (row: UsageRowJson) => number>> = {
  tokens: ({ usage }) => (usage['input_tokens'] ?? 0) + (usage['output_tokens'] ?? 0),
  cost: ({ cost }) => cost.nano_dollars,
  requests: ({ requests }) => requests,
};

/**
 * Series over time, by model.
 *
 * @param rows sums by `hour` or `day` and `model`
 */
export function overTime(
  rows: readonly UsageRowJson[],
  { measure, ...stacking }: Stacking & { readonly measure: Measure },
): { times: number[]; series: Series[] } {
  const amounts = rows.map((row) => ({
    time: row.key[stacking.step] ?? '',
    name: row.key.model || 'no model',
    amount: MEASURES[measure](row),
  }));
  return stacked(amounts, stacking);
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
