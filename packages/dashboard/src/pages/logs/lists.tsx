/** The sessions, or all requests one by one, narrowed by what the address says. */
import { useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { here, setQuery } from '../../app/router.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { chosenRange, TimeRange } from '../../ui/time-range.tsx';
import { Exports } from './exports.tsx';
import { FilterBar } from './filter-bar.tsx';
import { filtersIn } from './filters.ts';
import { RequestList } from './request-list.tsx';
import { SessionList } from './session-list.tsx';

export const RANGE = '7d';
const VIEWS: readonly (readonly [id: string, name: string])[] = [
  ['sessions', 'Sessions'],
  ['requests', 'Requests'],
];

/** Which of the two is shown. */
function chosenView(): string {
  return here.value.query.get('view') === 'requests' ? 'requests' : 'sessions';
}

export function Lists() {
  // As text: the same filters are the same list, whatever else is in the address.
  const asked = useComputed(() => JSON.stringify(filtersIn(here.value.query)));
  const view = useComputed(chosenView);
  const range = useComputed(() => chosenRange(RANGE));
  const hasOwnTimes = useComputed(() => {
    const { from, to } = filtersIn(here.value.query);
    return from !== undefined || to !== undefined;
  });
  useEffect(() => {
    // How a call ended is nothing that a session has, and the calls of one session are a list of calls.
    const { session, status, outcome, failed } = filtersIn(here.peek().query);
    if (view.peek() === 'sessions' && (session ?? status ?? outcome)) setQuery({ view: 'requests' });
    if (view.peek() === 'requests' && failed) setQuery({ failed: null });
  }, []);
  return (
    <div class="listing">
      <PageHeader title="Logs">
        <div class="choice" role="group" aria-label="What is listed">
          {VIEWS.map(([id, name]) => (
            <button
              key={id}
              type="button"
              class="small"
              aria-pressed={view.value === id}
              onClick={() =>
                setQuery(
                  id === 'requests'
                    ? { view: id, failed: null }
                    : { view: null, session: null, status: null, outcome: null },
                  {
                    replace: false,
                  },
                )
              }
            >
              {name}
            </button>
          ))}
        </div>
        <TimeRange otherwise={RANGE} own={hasOwnTimes.value} />
        <Exports />
      </PageHeader>
      <FilterBar forCalls={view.value === 'requests'} />
      {view.value === 'requests' ? (
        <RequestList key="requests" asked={asked} range={range} />
      ) : (
        <SessionList key="sessions" asked={asked} range={range} />
      )}
    </div>
  );
}
