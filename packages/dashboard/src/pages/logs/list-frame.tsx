/** A list, or what stands in its place. */
import type { ComponentChildren } from 'preact';
import type { List } from '../../api/list.ts';
import { to } from '../../app/router.ts';
import { EmptyState, ErrorState } from '../../ui/states.tsx';

export function ListFrame<T>({
  list,
  narrowed,
  what,
  children,
}: {
  list: List<T>;
  /** Filters are set. */
  narrowed: boolean;
  what: string;
  children: ComponentChildren;
}) {
  const { rows, loading, error, retry } = list;
  if (rows.length === 0) {
    if (error) return <ErrorState error={error} retry={retry} />;
    if (loading) return <p class="quiet">Loading …</p>;
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
  return (
    <>
      {children}
      <p class="quiet list-foot" role="status">
        {error ? (
          <>
            The rest could not be loaded.{' '}
            <button type="button" class="small" onClick={retry}>
              Load it again
            </button>
          </>
        ) : (
          `${rows.length.toLocaleString('en')} loaded${list.next ? ', more as you scroll' : ', that is all'}${loading ? ' …' : ''}`
        )}
      </p>
    </>
  );
}
