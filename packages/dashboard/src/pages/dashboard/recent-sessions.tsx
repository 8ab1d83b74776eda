/** The latest conversations. */
import { me } from '../../api/me.ts';
import type { SessionJson } from '../../api/records.ts';
import { tokensOf } from '../../api/sums.ts';
import { to } from '../../app/router.ts';
import { formatCost, formatNumber, formatTokens } from '../../ui/format.ts';
import { Section } from '../../ui/page-header.tsx';
import { Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';

export function RecentSessions({ sessions }: { sessions: readonly SessionJson[] }) {
  // Where its requests are shown.
  const linked = me.value.value?.role === 'admin';
  return (
    <Section title="Recent sessions">
      <Table
        caption="Recent sessions"
        columns={[
          { title: 'Last request', cell: ({ last }) => <Time of={last} /> },
          {
            title: 'Session',
            cell: ({ id, user }) =>
              linked ? (
                <a class="mono" href={to(['logs', 'session', id], { user })}>
                  {id}
                </a>
              ) : (
                <span class="mono">{id}</span>
              ),
          },
          { title: 'Client', cell: ({ client }) => client },
          { title: 'Models', cell: ({ models }) => models.join(', ') || '–' },
          { title: 'Requests', number: true, cell: ({ requests }) => formatNumber(requests) },
          {
            title: 'Tokens',
            number: true,
            cell: (session) => formatTokens(tokensOf(session)),
          },
          { title: 'Cost', number: true, cell: ({ cost }) => formatCost(cost.nano_dollars) },
        ]}
        rows={sessions}
        rowKey={({ id }) => id}
      />
    </Section>
  );
}
