/** Events of the audit log in words. */
import type { AuditEvent } from '../../api/audit.ts';

export const ACTIONS: Readonly<Record<string, string>> = {
  'config.saved': 'saved the configuration',
  'config.restored': 'restored a version of the configuration',
  'config.changed_on_disk': 'the configuration was changed outside',
  'records.viewed': 'looked at calls of others',
};

/** Who did it. */
export function actorOf({ actor }: AuditEvent): string {
  return actor?.login ?? 'nobody here';
}

/** What they did. */
export function wordsOf({ action }: AuditEvent): string {
  return ACTIONS[action] ?? action;
}

/** Both: a heading. */
export function titleOf(event: AuditEvent): string {
  const words = wordsOf(event);
  return event.actor ? `${event.actor.login} ${words}` : words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whose calls were looked at where that is nobody's login; null if it is one. */
export function anybody(target: string | null): string | null {
  if (target === '*') return 'everybody’s';
  return target === null ? 'those of nobody that is known' : null;
}

/** What it was about, in one line. */
export function lineOf({ action, target, detail }: AuditEvent): string {
  const whose = action === 'records.viewed' ? (anybody(target) ?? target) : target;
  const more = linesOf(detail ?? {}).map(([name, value]) => `${name} ${value}`);
  return [whose, ...changesOf(detail ?? {}), ...more].filter((text) => text !== null).join(' · ');
}

/** What an event says beside its action, as lines of a name and a value. */
export function linesOf(detail: Readonly<Record<string, unknown>>): (readonly [string, string])[] {
  return Object.entries(detail)
    .filter(([name, value]) => name !== 'changes' && value !== null && value !== '')
    .map(([name, value]) => [
      name.replaceAll('_', ' '),
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
}

/** The texts of the changes that a save wrote down. */
export function changesOf(detail: Readonly<Record<string, unknown>>): string[] {
  const { changes } = detail;
  if (!Array.isArray(changes)) return [];
  return changes.flatMap((change: unknown) => {
    if (typeof change === 'string') return change;
    const { text, path, kind } = (change ?? {}) as Record<string, unknown>;
    if (typeof text === 'string' && text !== '') return text;
    return typeof path === 'string' ? `${path} ${String(kind ?? '')}`.trim() : [];
  });
}
