/** Looks again every so often at what no stream tells of, as long as somebody sees the page. */
import { useEffect } from 'preact/hooks';

/** Calls `again` every so many milliseconds, and at once when the page is looked at anew. */
export function useWhileSeen(every: number, again: () => void): void {
  useEffect(() => {
    const look = (): void => {
      if (!document.hidden) again();
    };
    const timer = setInterval(look, every);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
}
