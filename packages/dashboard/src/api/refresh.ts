/** Loads what is shown again while calls end, but not with each of them. */
import { useEffect } from 'preact/hooks';
import { listenLive } from './live.ts';
import type { RecordJson } from './records.ts';

/** The least time between two loadings, in milliseconds. */
const PAUSE_MS = 1_500;

/**
 * Calls `refresh` soon after calls that concern it.
 *
 * @param concerns false for calls that change nothing
 */
export function useRefresh(refresh: () => void, concerns: (record: RecordJson) => boolean): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const soon = (): void => {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          last = Date.now();
          refresh();
        },
        Math.max(100, last + PAUSE_MS - Date.now()),
      );
    };
    const stop = listenLive({
      record: (record) => {
        if (concerns(record)) soon();
      },
      missed: soon,
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
}
