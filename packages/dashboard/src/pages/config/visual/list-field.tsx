/** A list of texts, each in a line of its own; those that have few words are ticked. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { CommittedInput } from '../../../ui/committed-input.tsx';
import { addItem, removeValue, setValue } from '../text/edit.ts';
import { edit, text } from '../draft.ts';
import { itemsOf } from '../text/read.ts';
import { change, type ShapedProps } from './framed.tsx';
import { Help } from './help.tsx';
import { Suggestions } from './suggestions.tsx';
import { Wrong } from './wrong.tsx';

export function ListField({ path, label, shape, value, suggestions }: ShapedProps) {
  const id = useId();
  const items = itemsOf(value).map(String);
  const words = shape.items?.enum;
  const remove = (index: number): void => {
    edit(items.length === 1 ? removeValue(text.peek(), path) : removeValue(text.peek(), [...path, index]));
  };
  return (
    <fieldset class="field list">
      <legend>{label}</legend>
      {words ? (
        words.map((word) => (
          <label key={word}>
            <input
              type="checkbox"
              checked={items.includes(word)}
              onChange={({ currentTarget: { checked } }) =>
                change(path, checked ? [...items, word] : items.filter((item) => item !== word))
              }
            />{' '}
            {word}
          </label>
        ))
      ) : (
        <>
          {items.map((item, index) => (
            <div class="row" key={`${index}`}>
              <CommittedInput
                aria-label={`${label} ${index + 1}`}
                value={item}
                list={suggestions && id}
                spellcheck={false}
                onCommit={(line) => {
                  const written = line.trim();
                  if (written === '') remove(index);
                  else edit(setValue(text.peek(), [...path, index], written));
                }}
              />
              <button type="button" class="small" aria-label={`Remove ${item}`} onClick={() => remove(index)}>
                Remove
              </button>
            </div>
          ))}
          <AddLine label={label} list={suggestions ? id : undefined} onAdd={(words) => addAll(path, words)} />
          {suggestions && <Suggestions id={id} words={suggestions} />}
        </>
      )}
      <Help text={shape.description} />
      <Wrong path={path} />
    </fieldset>
  );
}

function addAll(path: ShapedProps['path'], words: readonly string[]): void {
  edit(words.reduce((changed, word) => addItem(changed, path, word), text.peek()));
}

/** A line for what is to be added; Enter adds it, and several lines at once are several items. */
function AddLine({
  label,
  list,
  onAdd,
}: {
  label: string;
  list: string | undefined;
  onAdd: (words: string[]) => void;
}) {
  const written = useSignal('');
  const add = (): void => {
    const words = written.value
      .split('\n')
      .map((word) => word.trim())
      .filter((word) => word !== '');
    if (words.length > 0) onAdd(words);
    written.value = '';
  };
  return (
    <div class="row">
      <input
        aria-label={`Add to ${label}`}
        placeholder="Add …"
        value={written.value}
        list={list}
        spellcheck={false}
        onInput={({ currentTarget }) => (written.value = currentTarget.value)}
        onPaste={(event) => {
          const pasted = event.clipboardData?.getData('text/plain') ?? '';
          if (!pasted.includes('\n')) return;
          event.preventDefault();
          written.value += pasted;
          add();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
        onBlur={add}
      />
      <button type="button" class="small" onClick={add}>
        Add
      </button>
    </div>
  );
}
