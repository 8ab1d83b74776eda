/**
 * What happens at the gateway while somebody looks: one stream for the whole app, opened with the first listener and closed
 * with the last, and while nobody sees the page. A gateway without `/aperture/live` is asked every few seconds instead.
 */
import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { findRecords, type RecordJson } from './records.ts';
import { urlOf } from './request.ts';

export type LiveState = 'off' | 'connecting' | 'live' | 'polling' | 'lost';

/** Hears of what happens. */
export interface LiveListener {
  /** A call is over. Users hear of their own, admins of all. */
  record?(record: RecordJson): void;
  /** Another config is in force; admins hear of it. */
  config?(event: { readonly etag: string; readonly time: string }): void;
  /** Something may have been missed: what is shown is to be loaded again. */
  missed?(): void;
}

const POLL_MS = 5_000;

const state: Signal<LiveState> = signal('off');
export const liveState: ReadonlySignal<LiveState> = state;

const listeners = new Set<LiveListener>();
let stop: (() => void) | null = null;

/**
 * Listens until the returned function is called.
 *
 * @example useEffect(() => listenLive({ record: (record) => … }), []);
 */
export function listenLive(listener: LiveListener): () => void {
  listeners.add(listener);
  document.addEventListener('visibilitychange', follow);
  follow();
  return () => {
    listeners.delete(listener);
    follow();
  };
}

/** Opens or closes the stream, as it is needed. */
function follow(): void {
  const wanted = listeners.size > 0 && !document.hidden;
  if (wanted && !stop) {
    const resumed = state.peek() !== 'off' || paused;
    stop = open();
    if (resumed) tell((listener) => listener.missed?.());
    paused = false;
  } else if (!wanted && stop) {
    stop();
    stop = null;
    paused = listeners.size > 0;
    state.value = 'off';
  }
}

/** True while nobody sees the page. */
let paused = false;

function tell(what: (listener: LiveListener) => void): void {
  for (const listener of listeners) what(listener);
}

function open(): () => void {
  state.value = 'connecting';
  const stream = new EventSource(urlOf('aperture/live'));
  let poller: (() => void) | null = null;
  stream.addEventListener('open', () => {
    // The browser has connected again by itself; the gateway catches up by the last id, as far as it remembers.
    state.value = 'live';
  });
  stream.addEventListener('record', ({ data }) => {
    const record = JSON.parse(data as string) as RecordJson;
    tell((listener) => listener.record?.(record));
  });
  stream.addEventListener('config', ({ data }) => {
    const event = JSON.parse(data as string) as { etag: string; time: string };
    tell((listener) => listener.config?.(event));
  });
  stream.addEventListener('lag', () => tell((listener) => listener.missed?.()));
  stream.addEventListener('error', () => {
    if (stream.readyState === EventSource.CLOSED) {
      // An answer that is no stream: this gateway has none, or has no room for one more listener.
      poller ??= poll();
    } else {
      state.value = 'lost';
    }
  });
  return () => {
    stream.close();
    poller?.();
  };
}

/** Asks for what is new. */
function poll(): () => void {
  state.value = 'polling';
  const control = new AbortController();
  let from = new Date().toISOString();
  const known = new Set<string>();
  const look = async (): Promise<void> => {
    const { records } = await findRecords({ from, limit: 200 }, control.signal);
    for (const record of records.toReversed()) {
      if (known.has(record.id)) continue;
      known.add(record.id);
      from = record.time;
      tell((listener) => listener.record?.(record));
    }
    state.value = 'polling';
  };
  const timer = setInterval(() => {
    look().catch(() => {
      if (!control.signal.aborted) state.value = 'lost';
    });
  }, POLL_MS);
  return () => {
    clearInterval(timer);
    control.abort();
  };
}
