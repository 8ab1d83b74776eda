/** Requests one by one, the latest first. */
import type { ReadonlySignal } from '@preact/signals';
import { useList } from '../../api/list.ts';
import { findRecords, type RecordJson } from '../../api/records.ts';
import { go, here, to } from '../../app/router.ts';
import { OutcomeBadge } from '../../ui/badge.tsx';
import { formatCost, formatDuration, formatTokens } from '../../ui/format.ts';
import { Time } from '../../ui/time.tsx';
import { ListFrame } from '../../ui/list-frame.tsx';
import { VirtualTable, type VirtualColumn } from '../../ui/virtual-table.tsx';
import { matches, withRecords, type Filters } from './filters.ts';
import { NothingListed } from './nothing-listed.tsx';
import { forCalls } from './parameters.ts';
import { useCalls } from './use-calls.ts';

/** The address of a request, which takes the list's filters along for the way back. */
export function requestHref(id: string): string {
  return to(['logs', 'request', id], Object.fromEntries(here.value.query));
}

export const REQUEST_COLUMNS: readonly VirtualColumn<RecordJson>[] = [
  {
    title: 'Time',
    width: '96px',
    cell: ({ id, time }) => (
      <a href={requestHref(id)} tabIndex={-1}>
        <Time of={time} />
      </a>
    ),
  },
  {
    title: 'Status',
    width: 'minmax(104px, 1fr)',
    cell: ({ outcome, status }) => <OutcomeBadge outcome={outcome} status={status} />,
  },
  {
    title: 'User',
    width: 'minmax(130px, 2fr)',
    cell: ({ identity }) => identity?.login ?? <em class="quiet">unknown</em>,
  },
  { title: 'Client', width: 'minmax(86px, 1fr)', cell: ({ client }) => client.name ?? '–' },
  {
    title: 'Model',
    width: 'minmax(126px, 2fr)',
    cell: ({ model }) => model.served ?? model.asked ?? '–',
  },
  { title: 'Provider', width: 'minmax(76px, 1fr)', cell: ({ provider }) => provider ?? '–' },
  {
    title: 'Tokens in',
    width: '72px',
    number: true,
    cell: ({ usage }) => formatTokens(usage?.['input_tokens']),
  },
  { title: 'out', width: '48px', number: true, cell: ({ usage }) => formatTokens(usage?.['output_tokens']) },
  { title: 'Cost', width: '64px', number: true, cell: ({ cost }) => formatCost(cost?.nano_dollars) },
  {
    title: 'Tools',
    width: '42px',
    number: true,
    cell: ({ answer }) => answer?.tool_calls.count || '',
  },
  { title: 'Took', width: '60px', number: true, cell: ({ timings }) => formatDuration(timings.total_ms) },
];

const idOf = ({ id }: RecordJson): string => id;

export function RequestList({
  asked,
  range,
}: {
  asked: ReadonlySignal<string>;
  range: ReadonlySignal<string>;
}) {
  const list = useList(async (cursor, signal) => {
    const parameters = forCalls(JSON.parse(asked.value) as Filters, range.value);
    const { records, next } = await findRecords({ ...parameters, limit: 100, cursor }, signal);
    return { rows: records, next };
  }, idOf);
  useCalls(
    (records) => {
      const filters = JSON.parse(asked.peek()) as Filters;
      const fitting = records.filter((record) => matches(record, filters));
      if (fitting.length > 0) list.peek().change((rows) => withRecords(rows, fitting));
    },
    () => list.peek().retry(),
  );
  return (
    <ListFrame list={list.value} empty={<NothingListed narrowed={asked.value !== '{}'} what="request" />}>
      <VirtualTable
        label="Requests, the latest first"
        columns={REQUEST_COLUMNS}
        rows={list.value.rows}
        rowKey={idOf}
        onOpen={({ id }) => go(requestHref(id))}
        onEnd={list.value.more}
      />
    </ListFrame>
  );
}
