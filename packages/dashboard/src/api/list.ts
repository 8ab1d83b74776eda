/** A long list that is loaded page by page, and changes while somebody reads it. */
import { useSignal, useSignalEffect, type ReadonlySignal, type Signal } from '@preact/signals';
import { useRef } from 'preact/hooks';

/** A page of a list. */
export interface ListPage<T> {
  readonly rows: readonly T[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}

/** What is there of a list. */
export interface List<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
  readonly loading: boolean;
  readonly error: unknown;
  /** Loads the next page, unless one is on its way. */
  more(): void;
  /** Loads the list anew; what is there stays until then. */
  retry(): void;
  /** Changes the rows. */
  change(how: (rows: readonly T[]) => readonly T[]): void;
}

/** Rows that are kept of a list that grows by itself: an open page must not fill the memory. */
const MOST = 20_000;

/**
 * Loads a list, and anew whenever a signal changes that `load` reads before its first `await`.
 *
 * @param load a page; null is the cursor of the first
 * @param idOf tells rows apart: a page may hold what came in the meantime
 */
export function useList<T>(
  load: (cursor: string | null, signal: AbortSignal) => Promise<ListPage<T>>,
  idOf: (row: T) => string,
): ReadonlySignal<List<T>> {
  const again = useSignal(0);
  const latest = useRef(load);
  latest.current = load;
  const control = useRef(new AbortController());

  const tell = (told: Partial<List<T>>): void => void (state.value = { ...state.peek(), ...told });
  const follow = async (
    page: Promise<ListPage<T>>,
    append: boolean,
    { signal }: AbortController,
  ): Promise<void> => {
    try {
      const { rows, next } = await page;
      if (signal.aborted) return;
      const before = append ? state.peek().rows : [];
      const known = new Set(before.map(idOf));
      tell({
        rows: [...before, ...rows.filter((row) => !known.has(idOf(row)))],
        next,
        loading: false,
        error: null,
      });
    } catch (error) {
      if (!signal.aborted) tell({ error, loading: false });
    }
  };
  const state: Signal<List<T>> = useSignal<List<T>>({
    rows: [],
    next: null,
    loading: true,
    error: null,
    more() {
      const { next, loading, error } = state.peek();
      if (next === null || loading || error) return;
      tell({ loading: true });
      void follow(latest.current(next, control.current.signal), true, control.current);
    },
    retry: () => void (again.value += 1),
    change(how) {
      const { rows, next } = state.peek();
      const changed = how(rows);
      // The next page would not follow on what is left.
      tell(
        changed.length > MOST ? { rows: changed.slice(0, MOST / 2), next: null } : { rows: changed, next },
      );
    },
  });

  useSignalEffect(() => {
    void again.value;
    const mine = new AbortController();
    control.current = mine;
    const page = latest.current(null, mine.signal);
    tell({ loading: true });
    void follow(page, false, mine);
    return () => mine.abort();
  });
  return state;
}
