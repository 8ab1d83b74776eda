/** Adds a provider: what it is, then what must be known of it. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { Dialog } from '../../../ui/dialog.tsx';
import { edit, reading, text } from '../draft.ts';
import { setValue } from '../text/edit.ts';
import { entriesOf, itemsOf, valueAt } from '../text/read.ts';
import { idMistake } from './provider-edits.ts';
import { typed } from './secret-field.tsx';
import { freeId, TEMPLATES, type Template } from './templates.ts';

export interface AddProviderProps {
  readonly open: boolean;
  onAdded(id: string): void;
  onClose(): void;
}

export function AddProvider({ open, onAdded, onClose }: AddProviderProps) {
  const chosen = useSignal<Template | null>(null);
  const close = (): void => {
    chosen.value = null;
    onClose();
  };
  return (
    <Dialog title={chosen.value ? `Add ${chosen.value.title}` : 'Add a provider'} open={open} onClose={close}>
      {chosen.value ? (
        <Form
          template={chosen.value}
          onBack={() => (chosen.value = null)}
          onDone={(id) => {
            close();
            onAdded(id);
          }}
        />
      ) : (
        <ul class="templates">
          {TEMPLATES.map((template) => (
            <li key={template.id}>
              <button type="button" onClick={() => (chosen.value = template)}>
                <strong>{template.title}</strong>
                <span class="quiet">{template.about}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function Form({
  template,
  onBack,
  onDone,
}: {
  template: Template;
  onBack(): void;
  onDone(id: string): void;
}) {
  const name = useId();
  const taken = entriesOf(valueAt(reading.value.value, ['providers'])).map(([id]) => id);
  const { apikey, baseurl, models } = template.provider;
  const id = useSignal(freeId(template.id, taken));
  const url = useSignal(String(baseurl));
  const key = useSignal(apikey === undefined ? null : String(apikey));
  const lines = useSignal(itemsOf(models).join('\n'));
  const mistake = idMistake(id.value.trim(), taken);

  const add = (event: Event): void => {
    event.preventDefault();
    if (mistake) return;
    const provider = {
      ...template.provider,
      baseurl: url.value.trim(),
      ...(key.value !== null && { apikey: key.value.trim() }),
      models: lines.value
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    };
    edit(setValue(text.peek(), ['providers', id.value.trim()], provider));
    onDone(id.value.trim());
  };

  return (
    <form onSubmit={add}>
      <p class="quiet">{template.about}</p>
      <div class="field">
        <label for={`${name}-id`}>Id</label>
        <input
          id={`${name}-id`}
          autofocus
          spellcheck={false}
          aria-invalid={mistake !== null}
          aria-describedby={`${name}-mistake`}
          value={id.value}
          onInput={({ currentTarget }) => (id.value = currentTarget.value)}
        />
        <div class="wrong-text" id={`${name}-mistake`}>
          {mistake && <p>{mistake}</p>}
        </div>
      </div>
      <div class="field">
        <label for={`${name}-url`}>Base URL</label>
        <input
          id={`${name}-url`}
          spellcheck={false}
          value={url.value}
          onInput={({ currentTarget }) => (url.value = currentTarget.value)}
        />
      </div>
      {key.value !== null && (
        <div class="field">
          <label for={`${name}-key`}>Key</label>
          <input
            id={`${name}-key`}
            {...typed(key.value !== '' && !key.value.includes('${'))}
            autocomplete="off"
            spellcheck={false}
            aria-describedby={`${name}-key-help`}
            value={key.value}
            onInput={({ currentTarget }) => (key.value = currentTarget.value)}
          />
          <p class="help" id={`${name}-key-help`}>
            The key itself, which nobody will see again, or where the gateway finds it:{' '}
            <code>{'${env:NAME}'}</code>, an environment variable, or <code>{'${file:/path}'}</code>.
          </p>
        </div>
      )}
      <div class="field">
        <label for={`${name}-models`}>Models</label>
        <textarea
          id={`${name}-models`}
          rows={4}
          spellcheck={false}
          aria-describedby={`${name}-models-help`}
          value={lines.value}
          onInput={({ currentTarget }) => (lines.value = currentTarget.value)}
        />
        <p class="help" id={`${name}-models-help`}>
          One in a line, each by its exact name; wildcards match nothing.
        </p>
      </div>
      <div class="actions">
        <button type="button" onClick={onBack}>
          Back
        </button>
        <button type="submit" class="primary" disabled={mistake !== null}>
          Add to the configuration
        </button>
      </div>
    </form>
  );
}
