/** The events, a line each, the latest first; one opens over them. */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { findEvents, type AuditEvent } from '../../api/audit.ts';
import { useList } from '../../api/list.ts';
import { listenLive } from '../../api/live.ts';
import type { Parameters } from '../../api/request.ts';
import { useWhileSeen } from '../../api/while-seen.ts';
import { here } from '../../app/router.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ListFrame } from '../../ui/list-frame.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { chosenRange, rangeStart } from '../../ui/time-range.tsx';
import { Time } from '../../ui/time.tsx';
import { VirtualTable, type VirtualColumn } from '../../ui/virtual-table.tsx';
import { Detail } from './detail.tsx';
import { withLatest } from './latest.ts';
import { actorOf, lineOf, titleOf, wordsOf } from './words.ts';

export const RANGE = '30d';
const PAGE = 100;
/** Between two looks for what is new, in milliseconds. No stream tells of it: other gateways write into the same log. */
const EVERY = 5_000;

const COLUMNS: readonly VirtualColumn<AuditEvent>[] = [
  { title: 'Time', width: '110px', cell: ({ time }) => <Time of={time} /> },
  { title: 'Who', width: 'minmax(130px, 1fr)', cell: actorOf },
  { title: 'Did', width: 'minmax(190px, 1fr)', cell: wordsOf },
  { title: 'What', width: 'minmax(220px, 3fr)', cell: lineOf },
];

const idOf = ({ id }: AuditEvent): string => id;

export function EventList() {
  // As text: the same filters are the same list.
  const asked = useComputed(() => JSON.stringify(filters()));
  const opened = useSignal<string | null>(null);
  const page = (cursor: string | null, signal?: AbortSignal) =>
    findEvents({ ...(JSON.parse(asked.value) as Parameters), limit: PAGE, cursor }, signal);
  const list = useList(async (cursor, signal) => {
    const { events, next } = await page(cursor, signal);
    return { rows: events, next };
  }, idOf);
  const look = async (): Promise<void> => {
    const of = asked.peek();
    // Whatever fails now is tried again soon.
    const latest = await page(null).catch(() => null);
    const { loading, error, retry, change, rows } = list.peek();
    if (!latest || loading || error || asked.peek() !== of) return;
    const changed = withLatest(rows, latest.events, latest.next === null);
    if (changed) change(() => changed);
    else retry();
  };
  useWhileSeen(EVERY, () => void look());
  useEffect(() => listenLive({ config: () => void look(), missed: () => void look() }), []);
  const { rows, more } = list.value;
  const event = rows.find(({ id }) => id === opened.value);
  return (
    <>
      <ListFrame
        list={list.value}
        empty={
          <EmptyState title="Nothing was written down">
            Every save of the configuration is written down here, and every look at the calls of others.
            Nothing of that happened in this time, or the filters leave it out.
          </EmptyState>
        }
      >
        <VirtualTable
          label="Events, the latest first"
          columns={COLUMNS}
          rows={rows}
          rowKey={idOf}
          onOpen={({ id }) => (opened.value = id)}
          onEnd={more}
        />
      </ListFrame>
      <Dialog
        title={event ? titleOf(event) : ''}
        open={event !== undefined}
        onClose={() => (opened.value = null)}
      >
        {event && <Detail event={event} />}
      </Dialog>
    </>
  );
}

function filters(): Parameters {
  const { query } = here.value;
  return {
    from: rangeStart(chosenRange(RANGE)),
    actor: query.get('actor'),
    action: query.get('action'),
    q: query.get('q'),
  };
}
