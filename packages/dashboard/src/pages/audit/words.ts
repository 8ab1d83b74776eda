/** The actions of the audit log in words. */
export const ACTIONS: Readonly<Record<string, string>> = {
  'config.saved': 'saved the configuration',
  'config.restored': 'restored a version of the configuration',
  'config.changed_on_disk': 'the configuration was changed outside',
  'records.viewed': 'looked at calls of others',
};

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
