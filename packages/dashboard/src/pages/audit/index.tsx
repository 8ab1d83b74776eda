/** Who changed the configuration, and who looked at the calls of others. */
import { useSignal } from '@preact/signals';
import { AUDIT_ACTIONS, findEvents, type AuditEvent } from '../../api/audit.ts';
import type { Parameters } from '../../api/request.ts';
import { useLoaded } from '../../api/resource.ts';
import type { PageProps } from '../../app/pages.ts';
import { here, setQuery } from '../../app/router.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { EmptyState, ErrorState, Shown } from '../../ui/states.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { TimeRange, chosenRange, rangeStart } from '../../ui/time-range.tsx';
import { Time } from '../../ui/time.tsx';
import { Detail } from './detail.tsx';
import { ACTIONS } from './words.ts';
import './audit.css';

const RANGE = '30d';
const PAGE = 100;

const COLUMNS: readonly Column<AuditEvent>[] = [
  { title: 'Time', cell: ({ time }) => <Time of={time} /> },
  { title: 'Who', cell: ({ actor }) => actor?.login ?? <span class="quiet">nobody here</span> },
  { title: 'Did', cell: ({ action }) => ACTIONS[action] ?? action },
  { title: 'What', cell: (event) => <Detail event={event} /> },
];

export default function AuditPage(_props: PageProps) {
  const query = here.value.query;
  const older = useSignal<readonly AuditEvent[]>([]);
  const cursor = useSignal<string | null | undefined>(undefined);
  const failed = useSignal<unknown>(null);
  const page = useLoaded((signal) => {
    older.value = [];
    cursor.value = undefined;
    failed.value = null;
    return findEvents(filters(), signal);
  });
  const more = async (from: string): Promise<void> => {
    try {
      const next = await findEvents({ ...filters(), cursor: from });
      older.value = [...older.value, ...next.events];
      cursor.value = next.next;
    } catch (error) {
      failed.value = error;
    }
  };
  return (
    <>
      <PageHeader title="Audit">
        <TimeRange otherwise={RANGE} />
      </PageHeader>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <label>
          Who
          <input
            value={query.get('actor') ?? ''}
            onChange={(event) => setQuery({ actor: event.currentTarget.value })}
          />
        </label>
        <label>
          Did
          <select
            value={query.get('action') ?? ''}
            onChange={(event) => setQuery({ action: event.currentTarget.value })}
          >
            <option value="">anything</option>
            {AUDIT_ACTIONS.map((action) => (
              <option key={action} value={action}>
                {ACTIONS[action]}
              </option>
            ))}
          </select>
        </label>
        <label>
          Text
          <input
            type="search"
            value={query.get('q') ?? ''}
            onChange={(event) => setQuery({ q: event.currentTarget.value })}
          />
        </label>
      </form>
      <Shown of={page.value}>
        {({ events, next }) => {
          const rows = [...events, ...older.value];
          const from = cursor.value === undefined ? next : cursor.value;
          if (rows.length === 0) {
            return (
              <EmptyState title="Nothing was written down">
                Every save of the configuration is written down here, and every look at the calls of others.
                Nothing of that happened in this time, or the filters leave it out.
              </EmptyState>
            );
          }
          return (
            <>
              <div class="card">
                <Table caption="Events" columns={COLUMNS} rows={rows} rowKey={({ id }) => id} />
              </div>
              {failed.value !== null && <ErrorState error={failed.value} />}
              {from && (
                <button type="button" onClick={() => void more(from)}>
                  Show older events
                </button>
              )}
            </>
          );
        }}
      </Shown>
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
    limit: PAGE,
  };
}
