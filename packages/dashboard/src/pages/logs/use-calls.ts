/** Calls that end while a list is open, a few at a time: a busy gateway ends hundreds a second. */
import { useEffect } from 'preact/hooks';
import { listenLive } from '../../api/live.ts';
import type { RecordJson } from '../../api/records.ts';

/** Nobody reads faster; everybody sees it within a second. */
const PAUSE_MS = 250;

/** Hands over the calls that ended since the last time, and calls `missed` when some may have been missed. */
export function useCalls(added: (records: readonly RecordJson[]) => void, missed: () => void): void {
  useEffect(() => {
    let waiting: RecordJson[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hand = (): void => {
      timer = undefined;
      const records = waiting;
      waiting = [];
      added(records);
    };
    const stop = listenLive({
      record(record) {
        waiting.push(record);
        timer ??= setTimeout(hand, PAUSE_MS);
      },
      missed,
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
}
