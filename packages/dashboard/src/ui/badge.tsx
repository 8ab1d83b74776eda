/** A word in a small frame: a state that is seen at a glance, and read all the same. */

export type Tone = 'plain' | 'good' | 'bad' | 'warn';

export function Badge({ tone = 'plain', children }: { tone?: Tone; children: string }) {
  return <span class={`badge tone-${tone}`}>{children}</span>;
}

/** How a call went. */
export function OutcomeBadge({ outcome, status }: { outcome: string; status: number }) {
  const tone: Tone =
    outcome === 'completed' ? 'good' : outcome === 'client_closed' || outcome === 'refused' ? 'warn' : 'bad';
  return (
    <Badge tone={tone}>
      {outcome === 'completed' ? String(status) : `${status} ${outcome.replaceAll('_', ' ')}`}
    </Badge>
  );
}
