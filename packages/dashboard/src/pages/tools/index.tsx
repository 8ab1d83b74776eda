/** Tool use: which tools models called, and when. */
import { me, ownLogin } from '../../api/me.ts';
import { sumTools, type ToolRow } from '../../api/records.ts';
import { useRefresh } from '../../api/refresh.ts';
import { useLoaded } from '../../api/resource.ts';
import { sumOf } from '../../api/sums.ts';
import type { PageProps } from '../../app/pages.ts';
import { here, setQuery } from '../../app/router.ts';
import { MAX_SERIES } from '../../ui/chart.tsx';
import { ChartOverTime } from '../../ui/chart-over-time.tsx';
import { CommittedInput } from '../../ui/committed-input.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Figure, PageHeader, Section } from '../../ui/page-header.tsx';
import { stepOf } from '../../ui/stacked.ts';
import { EmptyState, Shown } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { chosenRange, rangeStart, TimeRange } from '../../ui/time-range.tsx';
import { byTool, toolOf } from './sums.ts';

const RANGE = '7d';
const FILTERS = ['user', 'model', 'client', 'tool'] as const;

/** The filters of the address. Users see what is their own, whatever it says. */
function filters(): Partial<Record<(typeof FILTERS)[number], string>> {
  const { query } = here.value;
  const chosen = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? '']));
  return me.value.value?.role === 'admin' ? chosen : { ...chosen, user: ownLogin() };
}

export default function Tools(_props: PageProps) {
  const loaded = useLoaded(async (signal) => {
    const range = chosenRange(RANGE);
    const parameters = { by: `${stepOf(range)},tool`, from: rangeStart(range), ...filters() };
    const { rows } = await sumTools(parameters, signal);
    return { range, rows };
  });
  useRefresh(
    () => loaded.peek().retry(),
    ({ answer }) => (answer?.tool_calls.count ?? 0) > 0,
  );
  return (
    <>
      <PageHeader title="Tool use">
        <TimeRange otherwise={RANGE} />
      </PageHeader>
      <Filters />
      <Shown of={loaded.value}>
        {({ range, rows }) =>
          rows.length === 0 ? (
            <EmptyState title="No model called a tool in this time">
              <p>Agents such as Codex and Claude Code have their models call tools all the time.</p>
            </EmptyState>
          ) : (
            <Overview range={range} rows={rows} />
          )
        }
      </Shown>
    </>
  );
}

function Filters() {
  const admin = me.value.value?.role === 'admin';
  const { query } = here.value;
  return (
    <div class="filters" role="search">
      {FILTERS.filter((name) => admin || name !== 'user').map((name) => (
        <label key={name}>
          {`${name.charAt(0).toUpperCase()}${name.slice(1)}`}
          <CommittedInput
            type="search"
            spellcheck={false}
            value={query.get(name) ?? ''}
            // With each letter there would be a question; names are whole.
            onCommit={(value) => setQuery({ [name]: value.trim() })}
          />
        </label>
      ))}
    </div>
  );
}

function Overview({ range, rows }: { range: string; rows: readonly ToolRow[] }) {
  const step = stepOf(range);
  const tools = byTool(rows);
  const calls = sumOf(tools, (tool) => tool.calls);
  const amounts = rows.map((row) => ({
    time: row.key[step] ?? '',
    name: toolOf(row),
    amount: row.calls,
  }));
  return (
    <>
      <dl class="figures">
        <Figure name="Calls">{formatNumber(calls)}</Figure>
        <Figure name="Tools">{formatNumber(tools.length)}</Figure>
      </dl>
      <Section title="Calls over time">
        <ChartOverTime
          label={`Calls of each tool, for each ${step}`}
          range={range}
          amounts={amounts}
          most={MAX_SERIES}
          format={formatNumber}
        />
      </Section>
      <Section title="Tools">
        <Table
          caption="Calls of each tool"
          rows={tools}
          rowKey={({ tool }) => tool}
          columns={[
            { title: 'Tool', cell: ({ tool }) => <span class="mono">{tool}</span> },
            { title: 'Calls', number: true, cell: (tool) => formatNumber(tool.calls) },
            { title: 'Share', number: true, cell: (tool) => `${Math.round((100 * tool.calls) / calls)} %` },
            { title: 'Requests', number: true, cell: ({ requests }) => formatNumber(requests) },
          ]}
        />
      </Section>
    </>
  );
}
