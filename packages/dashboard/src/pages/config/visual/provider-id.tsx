/** The id of a provider, which grants name as well. */
import { useSignal } from '@preact/signals';
import { CommittedInput } from '../../../ui/committed-input.tsx';
import { edit, reading, text } from '../draft.ts';
import { entriesOf, valueAt } from '../text/read.ts';
import { idMistake, renameProvider } from './provider-edits.ts';

export function ProviderId({
  id,
  isStored,
  onRename,
}: {
  id: string;
  /** The gateway has the provider's key. */
  isStored: boolean;
  /** Called before the provider has another id. */
  onRename(fresh: string): void;
}) {
  const mistake = useSignal<string | null>(null);
  const taken = entriesOf(valueAt(reading.value.value, ['providers'])).map(([key]) => key);
  return (
    <div class="field">
      <label>
        Id{' '}
        <CommittedInput
          value={id}
          spellcheck={false}
          aria-invalid={mistake.value !== null}
          onCommit={(written) => {
            const fresh = written.trim();
            if (fresh === id) return;
            mistake.value = idMistake(fresh, taken);
            if (mistake.value !== null) return;
            onRename(fresh);
            edit(renameProvider(text.peek(), id, fresh));
          }}
        />
      </label>
      <p class="help">
        What grants call it, and clients that name a provider: <code>{id}/model</code>. Grants are changed
        along with it.
        {isStored && ' The stored key is bound to this id: with another one, it is to be entered again.'}
      </p>
      <div class="wrong-text" role="alert">
        {mistake.value && <p>{mistake.value}</p>}
      </div>
    </div>
  );
}
