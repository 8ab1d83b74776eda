/** My dashboard: what one used and what it cost, by model, and one's latest sessions. Admins may look at that of others. */
import type { PageProps } from '../../app/pages.ts';
import { here, to } from '../../app/router.ts';
import { me, ownLogin } from '../../api/me.ts';
import { findSessions, sumUsage } from '../../api/records.ts';
import { useRefresh } from '../../api/refresh.ts';
import { useLoaded } from '../../api/resource.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { EmptyState, Shown } from '../../ui/states.tsx';
import { chosenRange, rangeStart, TimeRange } from '../../ui/time-range.tsx';
import { stepOf } from '../../ui/stacked.ts';
import { RecentSessions } from './recent-sessions.tsx';
import { UsageOverview } from './usage-overview.tsx';

const RANGE = '7d';

/** Whose dashboard it is. */
function login(): string {
  return here.value.query.get('user') ?? ownLogin();
}

export default function Dashboard(_props: PageProps) {
  const usage = useLoaded(async (signal) => {
    const range = chosenRange(RANGE);
    const by = `${stepOf(range)},model`;
    const { rows } = await sumUsage({ by, from: rangeStart(range), user: login() }, signal);
    return { range, rows };
  });
  const sessions = useLoaded((signal) =>
    findSessions({ user: login(), from: rangeStart(chosenRange(RANGE)), limit: 10 }, signal),
  );
  useRefresh(
    () => {
      usage.peek().retry();
      sessions.peek().retry();
    },
    ({ identity }) => identity?.login === login(),
  );
  const own = login() === ownLogin();
  return (
    <>
      <PageHeader title={own ? 'My dashboard' : `Dashboard of ${login()}`}>
        <TimeRange otherwise={RANGE} />
      </PageHeader>
      {me.value.value?.gateway.records === false ? (
        <EmptyState title="No records are kept here">
          <p>
            <code>aperture serve</code> keeps them in its data directory; an application gives the gateway a
            store.
          </p>
        </EmptyState>
      ) : (
        <Shown of={usage.value}>
          {({ range, rows }) =>
            rows.length === 0 ? (
              <EmptyState title="Nothing was used in this time">
                <p>
                  Point a client at this gateway, and what it uses shows up here at once.{' '}
                  <a href={to(['connect'])}>Connect a client</a>
                </p>
              </EmptyState>
            ) : (
              <>
                <UsageOverview rows={rows} range={range} />
                <Shown of={sessions.value}>{(page) => <RecentSessions sessions={page.sessions} />}</Shown>
              </>
            )
          }
        </Shown>
      )}
    </>
  );
}
