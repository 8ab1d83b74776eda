/** What a save changed, in words. */
import type { ConfigChange } from '../../api/config.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';

const TONES: Readonly<Record<ConfigChange['kind'], Tone>> = {
  added: 'good',
  removed: 'bad',
  changed: 'warn',
};

export function ChangeList({ changes }: { changes: readonly ConfigChange[] }) {
  if (changes.length === 0) return null;
  return (
    <ul class="changes">
      {changes.map(({ path, kind, text }) => (
        <li key={`${kind} ${path}`}>
          <Badge tone={TONES[kind] ?? 'plain'}>{kind}</Badge> {text || path}
        </li>
      ))}
    </ul>
  );
}
