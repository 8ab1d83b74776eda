/** Who changed the configuration, and who looked at the calls of others. */
import type { PageProps } from '../../app/pages.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { TimeRange } from '../../ui/time-range.tsx';
import { EventList, RANGE } from './event-list.tsx';
import { FilterBar } from './filter-bar.tsx';
import './audit.css';

export default function AuditPage(_props: PageProps) {
  return (
    <div class="listing">
      <PageHeader title="Audit">
        <TimeRange otherwise={RANGE} />
      </PageHeader>
      <FilterBar />
      <EventList />
    </div>
  );
}
