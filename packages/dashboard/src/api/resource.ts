/** Something that is loaded, as a signal: its value, or why there is none. The last question asked wins. */
import { signal, useSignal, useSignalEffect, type ReadonlySignal, type Signal } from '@preact/signals';
import { useRef } from 'preact/hooks';

/** What is known of it. */
export interface Loaded<T> {
  /** The last value, also while it is loaded again; null if there was none yet. */
  readonly value: T | null;
  readonly error: unknown;
  readonly loading: boolean;
  /** Loads it again. */
  retry(): void;
}

/**
 * Loads something, and again whenever a signal changes that `load` reads before its first `await`.
 *
 * @example const usage = useLoaded((signal) => getJson<Usage>('aperture/usage', { from: range.value.from }, { signal }));
 */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>): ReadonlySignal<Loaded<T>> {
  const again = useSignal(0);
  const latest = useRef(load);
  latest.current = load;
  const retry = (): void => void (again.value += 1);
  const state = useSignal<Loaded<T>>({ value: null, error: null, loading: true, retry });
  useSignalEffect(() => {
    void again.value;
    return follow(state, latest.current, retry);
  });
  return state;
}

/** As {@link useLoaded}, outside of components: loaded on `retry` only. */
export function createLoaded<T>(load: () => Promise<T>): ReadonlySignal<Loaded<T>> {
  const retry = (): void => void follow(state, load, retry);
  const state: Signal<Loaded<T>> = signal({ value: null, error: null, loading: true, retry });
  return state;
}

function follow<T>(
  state: Signal<Loaded<T>>,
  load: (signal: AbortSignal) => Promise<T>,
  retry: () => void,
): () => void {
  const control = new AbortController();
  const tell = (told: Partial<Loaded<T>>): void => {
    if (!control.signal.aborted)
      state.value = { ...state.peek(), loading: false, error: null, retry, ...told };
  };
  const { signal } = control;
  const promise = load(signal);
  state.value = { ...state.peek(), loading: true, retry };
  promise.then(
    (value) => tell({ value }),
    (error: unknown) => tell({ error }),
  );
  return () => control.abort();
}
