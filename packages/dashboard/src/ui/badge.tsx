/** A word in a small frame: a state that is seen at a glance, and read all the same. */

export type Tone = 'plain' | 'good' | 'bad' | 'warn';

export function Badge({ tone = 'plain', children }: { tone?: Tone; children: string }) {
  return <span class={`badge tone-${tone}`}>{children}</span>;
}

/** Few words for the ends of calls; docs/reference/api.md has many. */
const ENDS: Readonly<Record<string, string>> = {
  completed: '',
  refused: 'refused',
  upstream_error: 'by provider',
  upstream_truncated: 'broke off',
  timed_out: 'timed out',
  client_closed: 'client left',
};

/** How a call went: the status that the client got, and how it ended if not well. */
export function OutcomeBadge({ outcome, status }: { outcome: string; status: number }) {
  const tone: Tone =
    outcome === 'completed' ? 'good' : outcome === 'client_closed' || outcome === 'refused' ? 'warn' : 'bad';
  return <Badge tone={tone}>{`${status} ${ENDS[outcome] ?? outcome}`.trim()}</Badge>;
}
