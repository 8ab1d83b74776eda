/** Sums of the API as amounts of a chart and as rows of a table. */
import type { UsageRowJson } from '../../api/records.ts';
import { nameBy, sumsBy, tokensOf, totalOf, type Total } from '../../api/sums.ts';
import type { Amount } from '../../ui/stacked.ts';

/** What the chart can show. */
export type Measure = 'tokens' | 'cost' | 'requests';

const MEASURES: Readonly<Record<Measure, (row: UsageRowJson) => number>> = {
  tokens: tokensOf,
  cost: ({ cost }) => cost.nano_dollars,
  requests: ({ requests }) => requests,
};

/**
 * Amounts over time, by model.
 *
 * @param rows sums by `step` and `model`
 */
export function overTime(rows: readonly UsageRowJson[], step: 'hour' | 'day', measure: Measure): Amount[] {
  return rows.map((row) => ({
    time: row.key[step] ?? '',
    name: nameBy('model', row),
    amount: MEASURES[measure](row),
  }));
}

/** What a model was used for in all. */
export interface ModelSum extends Total {
  readonly model: string;
}

/** Sums by model, the most requests first. */
export function byModel(rows: readonly UsageRowJson[]): ModelSum[] {
  return sumsBy(
    rows,
    (row) => nameBy('model', row),
    (model, of) => ({ model, ...totalOf(of) }),
    ({ requests }) => requests,
  );
}
