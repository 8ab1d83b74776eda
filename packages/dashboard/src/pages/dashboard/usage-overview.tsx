/** Figures, the chart over time, and the table by model. */
import { here, setQuery } from '../../app/router.ts';
import type { UsageRowJson } from '../../api/records.ts';
import { totalOf } from '../../api/sums.ts';
import { MAX_SERIES } from '../../ui/chart.tsx';
import { ChartOverTime } from '../../ui/chart-over-time.tsx';
import { formatCost, formatCostOf, formatNumber, formatTokens } from '../../ui/format.ts';
import { Figure, Section } from '../../ui/page-header.tsx';
import { Table } from '../../ui/table.tsx';
import { stepOf } from '../../ui/stacked.ts';
import { byModel, overTime, type Measure } from './over-time.ts';

const MEASURES: Readonly<Record<Measure, { name: string; format(value: number): string }>> = {
  tokens: { name: 'Tokens', format: formatTokens },
  cost: { name: 'Cost', format: formatCost },
  requests: { name: 'Requests', format: formatNumber },
};

export function UsageOverview({ rows, range }: { rows: readonly UsageRowJson[]; range: string }) {
  const models = byModel(rows);
  const total = totalOf(rows);
  const asked = here.value.query.get('show') ?? '';
  const measure: Measure = Object.hasOwn(MEASURES, asked) ? (asked as Measure) : 'tokens';
  const { name, format } = MEASURES[measure];
  return (
    <>
      <dl class="figures">
        <Figure name="Requests">{formatNumber(total.requests)}</Figure>
        <Figure name="Failed or refused">{formatNumber(total.failed)}</Figure>
        <Figure name="Tokens in">{formatTokens(total.input)}</Figure>
        <Figure name="Tokens out">{formatTokens(total.output)}</Figure>
        <Figure
          name={total.unpriced > 0 ? `Cost, without ${total.unpriced} unpriced` : 'Cost, by list prices'}
        >
          {formatCost(total.nanoDollars)}
        </Figure>
      </dl>
      <Section
        title={`${name} by model`}
        actions={
          <div class="choice" role="group" aria-label="What the chart shows">
            {(Object.keys(MEASURES) as Measure[]).map((one) => (
              <button
                key={one}
                type="button"
                class="small"
                aria-pressed={one === measure}
                onClick={() => setQuery({ show: one === 'tokens' ? null : one })}
              >
                {MEASURES[one].name}
              </button>
            ))}
          </div>
        }
      >
        <ChartOverTime
          label={`${name} by model, for each ${stepOf(range)}`}
          range={range}
          amounts={overTime(rows, stepOf(range), measure)}
          most={MAX_SERIES}
          format={format}
        />
      </Section>
      <Section title="Models">
        <Table
          caption="What each model was used for"
          columns={[
            { title: 'Model', cell: ({ model }) => model },
            { title: 'Requests', number: true, cell: ({ requests }) => formatNumber(requests) },
            { title: 'Failed', number: true, cell: ({ failed }) => formatNumber(failed) },
            { title: 'Tokens in', number: true, cell: ({ input }) => formatTokens(input) },
            { title: 'of them cached', number: true, cell: ({ cached }) => formatTokens(cached) },
            { title: 'Tokens out', number: true, cell: ({ output }) => formatTokens(output) },
            {
              title: 'Cost',
              number: true,
              cell: formatCostOf,
            },
          ]}
          rows={models}
          rowKey={({ model }) => model}
        />
      </Section>
    </>
  );
}
