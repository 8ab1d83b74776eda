/** What an event was about. */
import type { AuditEvent } from '../../api/audit.ts';
import { to } from '../../app/router.ts';
import { changesOf, linesOf } from './words.ts';

export function Detail({ event: { action, target, detail } }: { event: AuditEvent }) {
  const changes = changesOf(detail ?? {});
  const lines = linesOf(detail ?? {});
  return (
    <>
      {target && <div>{targetLink(action, target)}</div>}
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

function targetLink(action: string, target: string) {
  if (action.startsWith('config.')) return <a href={to(['config'], { tab: 'history' })}>{target}</a>;
  return <code>{target}</code>;
}
