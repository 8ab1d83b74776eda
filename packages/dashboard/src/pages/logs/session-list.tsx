/** Conversations, the latest first. */
import type { ReadonlySignal } from '@preact/signals';
import { useList } from '../../api/list.ts';
import { findSessions, type SessionJson } from '../../api/records.ts';
import { go, here, to } from '../../app/router.ts';
import { formatCost, formatDuration, formatNumber, formatTokens } from '../../ui/format.ts';
import { Time } from '../../ui/time.tsx';
import { ListFrame } from '../../ui/list-frame.tsx';
import { VirtualTable, type VirtualColumn } from '../../ui/virtual-table.tsx';
import { matches, failsAnew, sessionKey, withCalls, type Filters } from './filters.ts';
import { NothingListed } from './nothing-listed.tsx';
import { forSessions } from './parameters.ts';
import { useCalls } from './use-calls.ts';

/** The address of a session, which takes the list's filters along for the way back. */
function hrefOf({ id, user }: Pick<SessionJson, 'id' | 'user'>): string {
  return to(['logs', 'session', id], { ...Object.fromEntries(here.value.query), of: user });
}

const COLUMNS: readonly VirtualColumn<SessionJson>[] = [
  {
    title: 'Last request',
    width: '96px',
    cell: (session) => (
      <a href={hrefOf(session)} tabIndex={-1}>
        <Time of={session.last} />
      </a>
    ),
  },
  { title: 'User', width: 'minmax(140px, 2fr)', cell: ({ user }) => user ?? <em class="quiet">unknown</em> },
  { title: 'Client', width: 'minmax(86px, 1fr)', cell: ({ client }) => client ?? '–' },
  { title: 'Models', width: 'minmax(130px, 2fr)', cell: ({ models }) => models.join(', ') || '–' },
  { title: 'Session', width: 'minmax(90px, 2fr)', cell: ({ id }) => <span class="mono">{id}</span> },
  { title: 'Requests', width: '66px', number: true, cell: ({ requests }) => formatNumber(requests) },
  {
    title: 'Failed',
    width: '46px',
    number: true,
    cell: ({ failed }) => (failed > 0 ? formatNumber(failed) : ''),
  },
  {
    title: 'Tokens',
    width: '56px',
    number: true,
    cell: ({ usage }) => formatTokens((usage['input_tokens'] ?? 0) + (usage['output_tokens'] ?? 0)),
  },
  { title: 'Cost', width: '64px', number: true, cell: ({ cost }) => formatCost(cost.nano_dollars) },
  { title: 'Tools', width: '42px', number: true, cell: ({ tool_calls }) => formatNumber(tool_calls) },
  { title: 'Busy for', width: '72px', number: true, cell: ({ duration_ms }) => formatDuration(duration_ms) },
];

export function SessionList({
  asked,
  range,
}: {
  asked: ReadonlySignal<string>;
  range: ReadonlySignal<string>;
}) {
  const list = useList<SessionJson>(async (cursor, signal) => {
    const parameters = forSessions(JSON.parse(asked.value) as Filters, range.value);
    const { sessions, next } = await findSessions({ ...parameters, limit: 100, cursor }, signal);
    return { rows: sessions, next };
  }, sessionKey);
  useCalls(
    (records) => {
      const filters = JSON.parse(asked.peek()) as Filters;
      const fitting = records.filter((record) => matches(record, filters));
      const { rows, retry, change } = list.peek();
      if (fitting.length === 0) return;
      // Of a session that was left out so far, nobody here knows the calls before.
      if (filters.failed !== undefined && failsAnew(rows, fitting)) retry();
      else change((rows) => withCalls(rows, fitting, filters.failed !== undefined));
    },
    () => list.peek().retry(),
  );
  return (
    <ListFrame list={list.value} empty={<NothingListed narrowed={asked.value !== '{}'} what="session" />}>
      <VirtualTable
        label="Sessions, the latest first"
        columns={COLUMNS}
        rows={list.value.rows}
        rowKey={sessionKey}
        onOpen={(session) => go(hrefOf(session))}
        onEnd={list.value.more}
      />
    </ListFrame>
  );
}
