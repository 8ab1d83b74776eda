/** A time in words, with the exact one for whoever points at it. */
import { formatAgo, formatExactTime, formatTime } from './format.ts';

export function Time({ of, ago = false }: { of: string | null; ago?: boolean }) {
  if (of === null) return <>–</>;
  return (
    <time dateTime={of} title={formatExactTime(of)}>
      {ago ? formatAgo(of) : formatTime(of)}
    </time>
  );
}
