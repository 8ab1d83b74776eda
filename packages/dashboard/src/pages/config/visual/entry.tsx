/** What providers and grants have in common: the line that is left of one when it is folded, and how it is deleted. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Badge } from '../../../ui/badge.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { edit } from '../draft.ts';
import type { Path } from '../text/edit.ts';
import { problemsAt } from './wrong.tsx';

/** Says what stands at a path, and whether something is wrong with it. */
export function Summary({
  path,
  name,
  about,
  children,
}: {
  path: Path;
  name: string;
  about: string;
  /** Badges. */
  children?: ComponentChildren;
}) {
  const wrong = problemsAt(path).length;
  return (
    <summary>
      <span class="entry-name">{name}</span>
      <span class="quiet">{about}</span>
      <span class="grow" />
      {wrong > 0 && <Badge tone="bad">{wrong === 1 ? '1 problem' : `${wrong} problems`}</Badge>}
      {children}
    </summary>
  );
}

/** A button that asks before it deletes. */
export function Delete({
  question,
  action,
  without,
  children,
}: {
  question: string;
  /** What the button says that does it. */
  action: string;
  /** The config without it. */
  without(): string;
  /** What goes with it. */
  children: ComponentChildren;
}) {
  const asking = useSignal(false);
  return (
    <>
      <button type="button" onClick={() => (asking.value = true)}>
        Delete …
      </button>
      <Dialog
        title={question}
        open={asking.value}
        onClose={() => (asking.value = false)}
        actions={
          <button
            type="button"
            class="primary"
            onClick={() => {
              asking.value = false;
              edit(without());
            }}
          >
            {action}
          </button>
        }
      >
        {children}
      </Dialog>
    </>
  );
}
