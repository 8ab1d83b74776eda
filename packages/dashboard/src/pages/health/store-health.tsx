/** The store of records, the audit log, and what is exported from it. */
import type { ExporterHealthJson, HealthJson } from '../../api/health.ts';
import { to } from '../../app/router.ts';
import { Badge } from '../../ui/badge.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Section } from '../../ui/page-header.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';

export function StoreHealth({ store }: { store: HealthJson['store'] }) {
  return (
    <Section title="Store">
      {store ? (
        <dl class="pairs">
          <dt>State</dt>
          <dd>
            {store.failing ? (
              <>
                <Badge tone="bad">failing</Badge> {store.failing}
              </>
            ) : (
              <Badge tone="good">writing</Badge>
            )}
          </dd>
          <dt>Written</dt>
          <dd>{formatNumber(store.written)}</dd>
          <dt>Waiting</dt>
          <dd>{formatNumber(store.queued)}</dd>
          <dt>Lost records</dt>
          <dd>{formatNumber(store.dropped_records)}</dd>
          <dt>Lost captures</dt>
          <dd>{formatNumber(store.dropped_captures)}</dd>
        </dl>
      ) : (
        <p class="quiet">This gateway keeps no records.</p>
      )}
    </Section>
  );
}

export function AuditHealth({ audit }: { audit: HealthJson['audit'] }) {
  return (
    <Section title="Audit log" actions={audit && <a href={to(['audit'])}>Open</a>}>
      {audit ? (
        <dl class="pairs">
          <dt>State</dt>
          <dd>
            {audit.failing ? (
              <>
                <Badge tone="bad">failing</Badge> {audit.failing}
              </>
            ) : (
              <Badge tone="good">writing</Badge>
            )}
          </dd>
        </dl>
      ) : (
        <p class="quiet">This gateway keeps no audit log.</p>
      )}
    </Section>
  );
}

const COLUMNS: readonly Column<ExporterHealthJson>[] = [
  { title: 'Exporter', cell: ({ name }) => name },
  {
    title: 'State',
    cell: ({ enabled, failing }) =>
      failing ? (
        <>
          <Badge tone="bad">failing</Badge> {failing}
        </>
      ) : enabled === false ? (
        <Badge>off</Badge>
      ) : (
        <Badge tone="good">working</Badge>
      ),
  },
  { title: 'Last export', cell: ({ last_export: time }) => <Time of={time} ago /> },
  { title: 'Exported', number: true, cell: ({ exported }) => formatNumber(exported) },
  { title: 'Waiting', number: true, cell: ({ waiting }) => formatNumber(waiting) },
];

export function Exporters({ exporters }: { exporters: readonly ExporterHealthJson[] }) {
  return (
    <Section title="Exporters">
      <Table caption="How each exporter is" columns={COLUMNS} rows={exporters} rowKey={({ name }) => name} />
    </Section>
  );
}
