/** Objects in the config: one, a list of them, or several by their names. */
import { useSignal } from '@preact/signals';
import { addItem, removeValue, setValue } from '../text/edit.ts';
import { edit, text } from '../draft.ts';
import { entriesOf, itemsOf } from '../text/read.ts';
import { Fields } from './field.tsx';
import type { ShapedProps } from './framed.tsx';
import { Help } from './help.tsx';
import { labelOf } from './labels.ts';
import { Wrong } from './wrong.tsx';

export function GroupField({ path, label, shape }: ShapedProps) {
  return (
    <fieldset class="field group">
      <legend>{label}</legend>
      <Help text={shape.description} />
      <Fields path={path} />
    </fieldset>
  );
}

export function ItemsField({ path, label, shape, value }: ShapedProps) {
  return (
    <fieldset class="field group">
      <legend>{label}</legend>
      <Help text={shape.description} />
      {itemsOf(value).map((_, index) => (
        <fieldset class="group" key={index}>
          <legend>
            {label} {index + 1}
          </legend>
          <Fields path={[...path, index]} />
          <button
            type="button"
            class="small"
            onClick={() => edit(removeValue(text.peek(), [...path, index]))}
          >
            Remove {label.toLowerCase()} {index + 1}
          </button>
        </fieldset>
      ))}
      <button type="button" class="small" onClick={() => edit(addItem(text.peek(), path, {}))}>
        Add to {label.toLowerCase()}
      </button>
      <Wrong path={path} />
    </fieldset>
  );
}

export function NamedField({ path, label, shape, value }: ShapedProps) {
  const name = useSignal('');
  const add = (): void => {
    const key = name.value.trim();
    if (key !== '' && !entriesOf(value).some(([taken]) => taken === key))
      edit(setValue(text.peek(), [...path, key], {}));
    name.value = '';
  };
  return (
    <fieldset class="field group">
      <legend>{label}</legend>
      <Help text={shape.description} />
      {entriesOf(value).map(([key]) => (
        <fieldset class="group" key={key}>
          <legend>{key}</legend>
          <Fields path={[...path, key]} />
          <button type="button" class="small" onClick={() => edit(removeValue(text.peek(), [...path, key]))}>
            Remove {key}
          </button>
        </fieldset>
      ))}
      <div class="row">
        <input
          aria-label={`Name of a new entry of ${labelOf(label)}`}
          placeholder="Name"
          value={name.value}
          spellcheck={false}
          onInput={({ currentTarget }) => (name.value = currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') add();
          }}
        />
        <button type="button" class="small" onClick={add}>
          Add
        </button>
      </div>
      <Wrong path={path} />
    </fieldset>
  );
}
