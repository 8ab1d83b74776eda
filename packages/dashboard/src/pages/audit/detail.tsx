/** What an event was about. */
import type { AuditEvent } from '../../api/audit.ts';
import { to } from '../../app/router.ts';
import { changesOf, linesOf } from './words.ts';

export function Detail({ event: { action, target, detail } }: { event: AuditEvent }) {
  const changes = changesOf(detail ?? {});
  const lines = linesOf(detail ?? {});
  return (
    <>
      <div>{targetOf(action, target)}</div>
      {changes.length > 0 && (
        <ul class="event-changes">
          {changes.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {lines.length > 0 && (
        <dl class="event-detail">
          {lines.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

function targetOf(action: string, target: string | null) {
  if (action === 'records.viewed') {
    if (target === '*') return 'everybody’s';
    if (target === null) return 'those of nobody that is known';
    return <a href={to(['logs'], { user: target })}>{target}</a>;
  }
  if (target === null) return null;
  return action.startsWith('config.') ? (
    <a href={to(['config'], { tab: 'history' })}>{target}</a>
  ) : (
    <code>{target}</code>
  );
}
