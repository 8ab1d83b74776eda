/** Another config came into force while this one was being changed. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { readConfig, type ConfigState } from '../../api/config.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { Compared } from './compared.tsx';
import { discard, inForce, rebase, text } from './draft.ts';
import { conflictsIn, mergedText, mergeTexts, type Choice, type Part } from './text/merge.ts';
import { withoutTyped } from './visual/secrets.ts';

export function Conflict({ open, onClose }: { open: boolean; onClose(): void }) {
  const theirs = useSignal<ConfigState | null>(null);
  const failed = useSignal<unknown>(null);
  useEffect(() => {
    theirs.value = null;
    failed.value = null;
    if (!open) return;
    const control = new AbortController();
    readConfig(control.signal).then(
      (state) => (theirs.value = state),
      (error: unknown) => {
        if (!control.signal.aborted) failed.value = error;
      },
    );
    return () => control.abort();
  }, [open]);
  return (
    <Dialog title="The configuration was changed meanwhile" open={open} onClose={onClose}>
      <p>Somebody else saved while you were at it. Nothing of yours was saved, and nothing is lost.</p>
      {failed.value !== null && <ErrorState error={failed.value} />}
      {theirs.value && <Choices theirs={theirs.value} onDone={onClose} />}
    </Dialog>
  );
}

function Choices({ theirs, onDone }: { theirs: ConfigState; onDone(): void }) {
  const base = inForce.value?.text ?? '';
  const mine = text.value;
  const parts = mergeTexts(mine, base, theirs.text);
  // Masked as wholes: a part alone does not tell what in it is a key.
  const shown = mergeTexts(withoutTyped(mine), base, theirs.text).filter(({ kind }) => kind === 'conflict');
  const choices = useSignal<readonly (Choice | undefined)[]>([]);
  const open = conflictsIn(parts);
  const undecided = Array.from({ length: open }, (_, i) => choices.value[i]).filter(
    (choice) => !choice,
  ).length;
  const choose = (index: number, choice: Choice): void => {
    const next = [...choices.value];
    next[index] = choice;
    choices.value = next;
  };
  const merge = (): void => {
    rebase(theirs, mergedText(parts, choices.value));
    onDone();
  };
  const takeTheirs = (): void => {
    rebase(theirs, theirs.text);
    discard();
    onDone();
  };
  let number = -1;
  return (
    <>
      <h3>What they changed</h3>
      <Compared label="What they changed" before={base} after={theirs.text} />
      <h3>What you changed</h3>
      <Compared label="What you changed" before={withoutTyped(base)} after={withoutTyped(mine)} />
      {open === 0 ? (
        <p class="notice">The two changes do not touch: both can be kept.</p>
      ) : (
        <p class="notice warn">
          {open === 1 ? 'One place was changed by both of you' : `${open} places were changed by both of you`}
          : choose what counts there.
        </p>
      )}
      {parts.map((part) => {
        if (part.kind === 'merged') return null;
        number++;
        const index = number;
        return (
          <fieldset class="group" key={index}>
            <legend>Place {index + 1}</legend>
            {(['mine', 'theirs'] as const).map((side) => (
              <label class="side" key={side}>
                <input
                  type="radio"
                  name={`place-${index}`}
                  checked={choices.value[index] === side}
                  onChange={() => choose(index, side)}
                />{' '}
                {side === 'mine' ? 'Yours' : 'Theirs'}
                <pre class="text">{shownText(shown[index], side)}</pre>
              </label>
            ))}
          </fieldset>
        );
      })}
      <div class="actions">
        <button type="button" onClick={takeTheirs}>
          Drop my changes
        </button>
        <button type="button" class="primary" disabled={undecided > 0} onClick={merge}>
          Keep both changes
        </button>
      </div>
    </>
  );
}

function shownText(part: Part | undefined, side: Choice): string {
  return (part?.kind === 'conflict' && part[side].join('\n')) || '(nothing)';
}
