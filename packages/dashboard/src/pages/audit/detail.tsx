/** All that an event tells. */
import type { AuditEvent } from '../../api/audit.ts';
import { to } from '../../app/router.ts';
import { formatExactTime } from '../../ui/format.ts';
import { Pairs } from '../../ui/pairs.tsx';
import { anybody, changesOf, linesOf } from './words.ts';

export function Detail({ event: { time, action, target, detail } }: { event: AuditEvent }) {
  const changes = changesOf(detail ?? {});
  return (
    <div class="event">
      <p class="quiet">{formatExactTime(time)}</p>
      <p>{targetOf(action, target)}</p>
      {changes.length > 0 && (
        <ul class="event-changes">
          {changes.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <Pairs of={linesOf(detail ?? {})} />
    </div>
  );
}

function targetOf(action: string, target: string | null) {
  if (action === 'records.viewed') {
    return anybody(target) ?? <a href={to(['logs'], { user: target })}>{target}</a>;
  }
  if (target === null) return null;
  return action.startsWith('config.') ? (
    <a href={to(['config'], { tab: 'history' })}>{target}</a>
  ) : (
    <code>{target}</code>
  );
}
