/** What a save would change, before it does. */
import { useSignal } from '@preact/signals';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { Compared } from './compared.tsx';
import { inForce, problems, save, text } from './draft.ts';
import { showFirst } from './place.ts';
import { ProblemList } from './problem-list.tsx';
import { withoutTyped } from './visual/secrets.ts';

export function Review({ open, onClose, onStale }: { open: boolean; onClose(): void; onStale(): void }) {
  const saving = useSignal(false);
  const failed = useSignal<unknown>(null);
  const close = (): void => {
    failed.value = null;
    onClose();
  };
  const confirm = async (): Promise<void> => {
    saving.value = true;
    failed.value = null;
    try {
      const outcome = await save();
      close();
      if (outcome === 'invalid') showFirst(problems.value ?? []);
      if (outcome === 'stale') onStale();
    } catch (error) {
      failed.value = error;
    } finally {
      saving.value = false;
    }
  };
  return (
    <Dialog
      title="Review your changes"
      open={open}
      onClose={close}
      actions={
        <button type="button" class="primary" disabled={saving.value} onClick={() => void confirm()}>
          {saving.value ? 'Saving …' : 'Save'}
        </button>
      }
    >
      <Compared
        label="Your changes"
        before={withoutTyped(inForce.value?.text ?? '')}
        after={withoutTyped(text.value)}
      />
      <ProblemList onShow={close} />
      {failed.value !== null && <ErrorState error={failed.value} />}
    </Dialog>
  );
}
