/** Who changed the configuration, and who looked at the calls of others. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { AUDIT_ACTIONS, findEvents, type AuditEvent } from '../../api/audit.ts';
import { listenLive } from '../../api/live.ts';
import type { Parameters } from '../../api/request.ts';
import { useLoaded } from '../../api/resource.ts';
import type { PageProps } from '../../app/pages.ts';
import { here, setQuery } from '../../app/router.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { EmptyState, Shown } from '../../ui/states.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { TimeRange, chosenRange, rangeStart } from '../../ui/time-range.tsx';
import { Time } from '../../ui/time.tsx';
import { Detail } from './detail.tsx';
import { ACTIONS } from './words.ts';
import './audit.css';

const RANGE = '30d';
/** Events that are shown at once: rows are as high as what they tell, so that older ones take the place of these. */
const PAGE = 100;

const COLUMNS: readonly Column<AuditEvent>[] = [
  { title: 'Time', cell: ({ time }) => <Time of={time} /> },
  { title: 'Who', cell: ({ actor }) => actor?.login ?? <span class="quiet">nobody here</span> },
  { title: 'Did', cell: ({ action }) => ACTIONS[action] ?? action },
  { title: 'What', cell: (event) => <Detail event={event} /> },
];

export default function AuditPage(_props: PageProps) {
  const query = here.value.query;
  // Cursors of the pages from the latest on; none of them means anything with other filters.
  const trail = useSignal<{ readonly of: string; readonly cursors: readonly string[] }>({
    of: '',
    cursors: [],
  });
  const cursorsOf = (asked: string): readonly string[] => {
    const { of, cursors } = trail.value;
    return of === asked ? cursors : [];
  };
  const page = useLoaded(async (signal) => {
    const asked = filters();
    const of = JSON.stringify(asked);
    const cursors = cursorsOf(of);
    const { events, next } = await findEvents({ ...asked, cursor: cursors.at(-1) }, signal);
    return { events, next, of, cursors };
  });
  useEffect(() => {
    const again = (): void => page.peek().retry();
    return listenLive({ config: again, missed: again });
  }, []);
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
        {({ events, next, of, cursors }) =>
          events.length === 0 && cursors.length === 0 ? (
            <EmptyState title="Nothing was written down">
              Every save of the configuration is written down here, and every look at the calls of others.
              Nothing of that happened in this time, or the filters leave it out.
            </EmptyState>
          ) : (
            <>
              <div class="card">
                <Table caption="Events" columns={COLUMNS} rows={events} rowKey={({ id }) => id} />
              </div>
              <div class="row event-pages">
                {cursors.length > 0 && (
                  <button type="button" onClick={() => (trail.value = { of, cursors: cursors.slice(0, -1) })}>
                    Newer events
                  </button>
                )}
                {next && (
                  <button type="button" onClick={() => (trail.value = { of, cursors: [...cursors, next] })}>
                    Older events
                  </button>
                )}
              </div>
            </>
          )
        }
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
