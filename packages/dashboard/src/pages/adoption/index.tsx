/** Adoption: how many people use the gateway, who uses it most, which models and clients they choose. */
import { sumUsage, type UsageRowJson } from '../../api/records.ts';
import { useRefresh } from '../../api/refresh.ts';
import { useLoaded } from '../../api/resource.ts';
import { urlOf } from '../../api/request.ts';
import { sumOf } from '../../api/sums.ts';
import type { PageProps } from '../../app/pages.ts';
import { to } from '../../app/router.ts';
import { ChartOverTime } from '../../ui/chart-over-time.tsx';
import { formatCostOf, formatNumber, formatTokens } from '../../ui/format.ts';
import { Figure, PageHeader, Section } from '../../ui/page-header.tsx';
import { stepOf } from '../../ui/stacked.ts';
import { EmptyState, Shown } from '../../ui/states.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { chosenRange, rangeStart, TimeRange } from '../../ui/time-range.tsx';
import { activeUsers, sharesBy, type Share } from './sums.ts';

const RANGE = '30d';
/** Rows of a table at most; all of them are in the download. */
const TOP = 25;

export default function Adoption(_props: PageProps) {
  const loaded = useLoaded(async (signal) => {
    const range = chosenRange(RANGE);
    const from = rangeStart(range);
    const [overTime, whole] = await Promise.all([
      sumUsage({ by: `${stepOf(range)},user`, from }, signal),
      sumUsage({ by: 'user,model,client', from }, signal),
    ]);
    return { range, overTime: overTime.rows, rows: whole.rows };
  });
  useRefresh(
    () => loaded.peek().retry(),
    () => true,
  );
  const from = rangeStart(chosenRange(RANGE));
  return (
    <>
      <PageHeader title="Adoption">
        <TimeRange otherwise={RANGE} />
        <a
          class="button"
          download="aperture-usage.csv"
          href={urlOf('aperture/usage', { by: 'day,user,model,client', from, format: 'csv' }).href}
        >
          Download CSV
        </a>
      </PageHeader>
      <Shown of={loaded.value}>
        {({ range, overTime, rows }) =>
          rows.length === 0 ? (
            <EmptyState title="Nobody has used the gateway in this time">
              <p>
                Give people a grant, and send them to <a href={to(['connect'])}>Connect</a>.
              </p>
            </EmptyState>
          ) : (
            <Overview range={range} overTime={overTime} rows={rows} />
          )
        }
      </Shown>
    </>
  );
}

function Overview({
  range,
  overTime,
  rows,
}: {
  range: string;
  overTime: readonly UsageRowJson[];
  rows: readonly UsageRowJson[];
}) {
  const step = stepOf(range);
  const users = sharesBy('user', rows);
  const models = sharesBy('model', rows);
  const clients = sharesBy('client', rows);
  const requests = sumOf(users, (share) => share.requests);
  const known = users.filter((share) => share.users > 0).length;
  return (
    <>
      <dl class="figures">
        <Figure name="Active users">{formatNumber(known)}</Figure>
        <Figure name="Requests">{formatNumber(requests)}</Figure>
        <Figure name="Requests a user">{known > 0 ? formatNumber(Math.round(requests / known)) : '–'}</Figure>
        <Figure name="Models in use">{formatNumber(models.length)}</Figure>
        <Figure name="Clients in use">{formatNumber(clients.length)}</Figure>
      </dl>
      <Section title="Active users">
        <ChartOverTime
          label={`Different users in each ${step}`}
          range={range}
          amounts={activeUsers(overTime, step)}
          most={1}
          format={formatNumber}
        />
      </Section>
      <Shares
        title="Top users"
        shares={users}
        first={{
          title: 'User',
          cell: ({ name, users: one }) =>
            one > 0 ? <a href={to([''], { user: name, range })}>{name}</a> : name,
        }}
      />
      <Shares title="Models" shares={models} first={{ title: 'Model', cell: ({ name }) => name }} counted />
      <Shares
        title="Clients"
        shares={clients}
        first={{ title: 'Client', cell: ({ name }) => name }}
        counted
      />
    </>
  );
}

function Shares({
  title,
  shares,
  first,
  counted = false,
}: {
  title: string;
  shares: readonly Share[];
  first: Column<Share>;
  counted?: boolean;
}) {
  const all = sumOf(shares, (share) => share.requests);
  return (
    <Section title={title}>
      <Table
        caption={title}
        rows={shares.slice(0, TOP)}
        rowKey={({ name }) => name}
        columns={[
          first,
          ...(counted
            ? [{ title: 'Users', number: true, cell: ({ users }: Share) => formatNumber(users) }]
            : []),
          { title: 'Requests', number: true, cell: ({ requests }) => formatNumber(requests) },
          { title: 'Share', number: true, cell: ({ requests }) => `${Math.round((100 * requests) / all)} %` },
          { title: 'Failed', number: true, cell: ({ failed }) => formatNumber(failed) },
          { title: 'Tokens', number: true, cell: ({ tokens }) => formatTokens(tokens) },
          {
            title: 'Cost',
            number: true,
            cell: formatCostOf,
          },
        ]}
      />
      {shares.length > TOP && (
        <p class="quiet">
          The first {TOP} of {formatNumber(shares.length)}; the download has all.
        </p>
      )}
    </Section>
  );
}
