/** A conversation: its sums, and its requests. */
import { useComputed } from '@preact/signals';
import { useList } from '../../api/list.ts';
import { findRecords, findSessions, type RecordJson } from '../../api/records.ts';
import { useLoaded } from '../../api/resource.ts';
import { go, here } from '../../app/router.ts';
import { counted, formatCost, formatDuration, formatNumber, formatTokens } from '../../ui/format.ts';
import { Figure, PageHeader } from '../../ui/page-header.tsx';
import { ListFrame } from '../../ui/list-frame.tsx';
import { VirtualTable } from '../../ui/virtual-table.tsx';
import { Crumbs } from './crumbs.tsx';
import { withRecords } from './filters.ts';
import { NothingListed } from './nothing-listed.tsx';
import { REQUEST_COLUMNS, requestHref } from './request-list.tsx';
import { useCalls } from './use-calls.ts';

const idOf = ({ id }: RecordJson): string => id;

export function SessionDetail({ id }: { id: string }) {
  const user = useComputed(() => here.value.query.get('of') ?? undefined);
  const sums = useLoaded(async (signal) => {
    const login = user.value;
    const { sessions } = await findSessions({ session: id, user: login, limit: 100 }, signal);
    return sessions.find((session) => session.id === id && (login === undefined || session.user === login));
  });
  const list = useList(async (cursor, signal) => {
    const { records, next } = await findRecords(
      { session: id, user: user.value, limit: 100, cursor },
      signal,
    );
    return { rows: records, next };
  }, idOf);
  useCalls(
    (records) => {
      const login = user.peek();
      const fitting = records.filter(
        ({ session, identity }) => session === id && (login === undefined || identity?.login === login),
      );
      if (fitting.length === 0) return;
      list.peek().change((rows) => withRecords(rows, fitting));
      sums.peek().retry();
    },
    () => {
      list.peek().retry();
      sums.peek().retry();
    },
  );
  const session = sums.value.value;
  return (
    <div class="listing">
      <Crumbs />
      <PageHeader
        title={
          <>
            Session <span class="mono">{id}</span>
          </>
        }
      />
      {session && (
        <>
          <p class="quiet facts">
            {session.user ?? 'unknown user'} · {session.client ?? 'unknown client'} ·{' '}
            {session.models.join(', ') || 'no model'} · {session.providers.join(', ') || 'no provider'}
          </p>
          <dl class="figures">
            <Figure name="Requests">{formatNumber(session.requests)}</Figure>
            <Figure name="Failed or refused">{formatNumber(session.failed)}</Figure>
            <Figure name="Tokens in">{formatTokens(session.usage['input_tokens'])}</Figure>
            <Figure name="Tokens out">{formatTokens(session.usage['output_tokens'])}</Figure>
            <Figure
              name={session.unpriced > 0 ? `Cost, ${counted(session.unpriced, 'request')} unpriced` : 'Cost'}
            >
              {formatCost(session.cost.nano_dollars)}
            </Figure>
            <Figure name="Busy for">{formatDuration(session.duration_ms)}</Figure>
          </dl>
        </>
      )}
      <ListFrame list={list.value} empty={<NothingListed narrowed={false} what="request" />}>
        <VirtualTable
          label="Requests of the session, the latest first"
          columns={REQUEST_COLUMNS}
          rows={list.value.rows}
          rowKey={idOf}
          onOpen={(record) => go(requestHref(record.id))}
          onEnd={list.value.more}
        />
      </ListFrame>
    </div>
  );
}
