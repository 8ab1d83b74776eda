/** What stands where no session or request is listed. */
import { to } from '../../app/router.ts';
import { EmptyState } from '../../ui/states.tsx';

/** @param narrowed filters are set */
export function NothingListed({ narrowed, what }: { narrowed: boolean; what: string }) {
  return narrowed ? (
    <EmptyState title={`No ${what} fits the filters`}>Take one out, or look further back.</EmptyState>
  ) : (
    <EmptyState title={`No ${what} in this time`}>
      <p>
        Point a client at this gateway: its requests show up here as they end.{' '}
        <a href={to(['connect'])}>Connect a client</a>
      </p>
    </EmptyState>
  );
}
