/** The config as text. The editor is loaded when somebody opens this tab. */
import { effect, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ErrorState } from '../../../ui/states.tsx';
import { edit, inForce, problems, text } from '../draft.ts';
import { target } from '../place.ts';
import type { Editor } from './create.ts';

export function JsonEditor() {
  const host = useRef<HTMLDivElement>(null);
  const failed = useSignal<unknown>(null);
  const ready = useSignal(false);
  useEffect(() => {
    let editor: Editor | null = null;
    let gone = false;
    let unfollow = (): void => undefined;
    const start = async (): Promise<void> => {
      const { createEditor } = await import('./create.ts');
      if (gone || !host.current) return;
      editor = createEditor(host.current, text.peek(), (changed) => edit(changed, { undo: false }));
      unfollow = follow(editor);
      ready.value = true;
    };
    start().catch((error: unknown) => (failed.value = error));
    return () => {
      gone = true;
      unfollow();
      editor?.destroy();
    };
  }, []);
  return (
    <>
      {failed.value !== null && <ErrorState error={failed.value} retry={() => location.reload()} />}
      {!ready.value && failed.value === null && <p class="quiet">Loading the editor …</p>}
      <div ref={host} class="json-editor" />
    </>
  );
}

/** Keeps an editor at what is known. */
function follow(editor: Editor): () => void {
  const ends = [
    effect(() => editor.setText(text.value)),
    effect(() => editor.setProblems(problems.value ?? [])),
    effect(() => editor.setReadOnly(inForce.value?.writable === false)),
    effect(() => {
      const place = target.value;
      if (!place) return;
      // A frame later the editor has its size.
      requestAnimationFrame(() => editor.goTo(place.line, place.column));
      target.value = null;
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
