/** Where the time of a call went. */
import type { RecordJson } from '../../api/records.ts';
import { formatDuration } from '../../ui/format.ts';
import { spansOf } from './spans.ts';

export function Waterfall({ timings, streamed }: { timings: RecordJson['timings']; streamed: boolean }) {
  const total = Math.max(timings.total_ms, 0.001);
  return (
    <>
      <ol class="waterfall">
        {spansOf(timings, streamed).map(({ name, from, to }, i) => (
          <li key={name}>
            <span>{name}</span>
            <span class="number">{formatDuration(to - from)}</span>
            <span class="track" aria-hidden="true">
              <span
                style={{
                  left: `${(from / total) * 100}%`,
                  width: `${((to - from) / total) * 100}%`,
                  background: `var(--series-${i + 1})`,
                }}
              />
            </span>
          </li>
        ))}
      </ol>
      <p class="quiet">
        {formatDuration(timings.total_ms)} in all, {formatDuration(timings.gateway_ms)} of it the gateway’s
        own.
      </p>
    </>
  );
}
