/** The times of a call as spans that follow each other. */
import type { RecordJson } from '../../api/records.ts';

export interface Span {
  readonly name: string;
  /** Milliseconds since the request arrived. */
  readonly from: number;
  readonly to: number;
}

/** The spans of a call; those that did not happen are not there. */
export function spansOf(timings: RecordJson['timings'], streamed: boolean): Span[] {
  const { queue_ms: sent, upstream_head_ms: head, first_event_ms: first, total_ms: total } = timings;
  const marks: (readonly [name: string, at: number | null])[] = [
    ['Read and routed', sent],
    ['Waiting for the provider', head],
    ['Until the first byte', first],
    [streamed ? 'Streaming the answer' : 'Receiving the answer', total],
  ];
  const spans: Span[] = [];
  let from = 0;
  for (const [name, at] of marks) {
    if (at === null) continue;
    // What ended before it got further ended within the span that was under way.
    const last = name === marks[3]?.[0];
    const under = marks[spans.length]?.[0] ?? name;
    spans.push({ name: last && first === null ? under : name, from, to: Math.max(from, at) });
    from = Math.max(from, at);
  }
  return spans;
}
