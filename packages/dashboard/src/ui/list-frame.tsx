/** A list that is loaded page by page, or what stands in its place. */
import type { ComponentChildren } from 'preact';
import type { List } from '../api/list.ts';
import { ErrorState } from './states.tsx';

export function ListFrame<T>({
  list,
  empty,
  children,
}: {
  list: List<T>;
  /** Stands there where nothing is listed. */
  empty: ComponentChildren;
  children: ComponentChildren;
}) {
  const { rows, loading, error, retry } = list;
  if (rows.length === 0) {
    if (error) return <ErrorState error={error} retry={retry} />;
    return loading ? <p class="quiet">Loading …</p> : <>{empty}</>;
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
