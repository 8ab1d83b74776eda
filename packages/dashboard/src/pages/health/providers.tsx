/** How each provider is. */
import type { ProviderHealthJson } from '../../api/health.ts';
import { to } from '../../app/router.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { formatNumber } from '../../ui/format.ts';
import { EmptyState } from '../../ui/states.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { stateOf, type ProviderState } from './verdict.ts';

const TONES: Readonly<Record<ProviderState, Tone>> = {
  disabled: 'plain',
  unused: 'plain',
  working: 'good',
  failing: 'bad',
};

const COLUMNS: readonly Column<ProviderHealthJson>[] = [
  { title: 'Provider', cell: ({ id }) => <a href={to(['logs'], { provider: id })}>{id}</a> },
  {
    title: 'State',
    cell: (provider) => {
      const state = stateOf(provider);
      return <Badge tone={TONES[state]}>{state}</Badge>;
    },
  },
  { title: 'Last success', cell: ({ last_success: time }) => <Time of={time} ago /> },
  {
    title: 'Last failure',
    cell: ({ last_failure: failure }) =>
      failure ? (
        <>
          <Time of={failure.time} ago /> · {failure.status} {failure.outcome.replaceAll('_', ' ')}
          {failure.error && <div class="quiet">{failure.error}</div>}
        </>
      ) : (
        '–'
      ),
  },
  { title: 'Calls', number: true, cell: ({ requests }) => formatNumber(requests) },
  { title: 'Failed', number: true, cell: ({ failed }) => formatNumber(failed) },
  { title: 'Models', number: true, cell: ({ models }) => formatNumber(models) },
];

export function Providers({ providers }: { providers: readonly ProviderHealthJson[] }) {
  if (providers.length === 0) {
    return (
      <EmptyState title="No providers">
        <a href={to(['config'])}>Add one to the configuration</a>
      </EmptyState>
    );
  }
  return <Table caption="How each provider is" columns={COLUMNS} rows={providers} rowKey={({ id }) => id} />;
}
