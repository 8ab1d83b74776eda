/** The providers of the config: what each is, and its fields. */
import { useSignal, type Signal } from '@preact/signals';
import { Badge } from '../../../ui/badge.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { edit, reading, text } from '../draft.ts';
import { entriesOf, isObject, itemsOf, valueAt, type ValueObject } from '../text/read.ts';
import { AddProvider } from './add-provider.tsx';
import { change, Field, Fields, labelOf, problemsAt, Wrong } from './field.tsx';
import {
  grantsReaching,
  idMistake,
  patternsNaming,
  removeProvider,
  renameProvider,
} from './provider-edits.ts';
import { secretState } from './secrets.ts';

export function Providers() {
  const providers = entriesOf(valueAt(reading.value.value, ['providers']));
  const adding = useSignal(false);
  // Which one is unfolded: it stays so under another id.
  const opened = useSignal<string | null>(null);
  return (
    <section class="card" aria-label="Providers">
      <div class="section-header">
        <h2>Providers</h2>
        <button type="button" class="primary" onClick={() => (adding.value = true)}>
          Add a provider
        </button>
      </div>
      <Wrong path={['providers']} />
      {providers.length === 0 && (
        <EmptyState title="No providers yet">
          A provider is an LLM service that calls are passed on to: a vendor’s API, a subscription, a model of
          your own.
        </EmptyState>
      )}
      {providers.map(([id, provider]) => (
        <Provider key={id} id={id} provider={provider} opened={opened} />
      ))}
      <AddProvider
        open={adding.value}
        onAdded={(id) => (opened.value = id)}
        onClose={() => (adding.value = false)}
      />
    </section>
  );
}

/** The fields by what they are about. */
const GROUPS: readonly (readonly [title: string, fields: readonly string[]])[] = [
  [
    'Upstream',
    [
      'baseurl',
      'auth_mode',
      'apikey',
      'authorization',
      'aws_region',
      'add_headers',
      'upstream',
      'websockets',
    ],
  ],
  ['Models', ['models', 'compatibility', 'preference', 'model_info']],
  ['Costs', ['cost_basis', 'model_cost_map']],
];
const GROUPED = GROUPS.flatMap(([, fields]) => fields);

interface ProviderProps {
  readonly id: string;
  readonly provider: ValueObject;
  readonly opened: Signal<string | null>;
}

function Provider({ id, provider, opened }: ProviderProps) {
  const path = ['providers', id];
  const removing = useSignal(false);
  const disabled = provider['disabled'] === true;
  const wrong = problemsAt(path).length;
  const models = itemsOf(provider['models']);
  const named = patternsNaming(reading.value.value, id).map(({ pattern }) => pattern);
  return (
    <details
      class="entry"
      open={opened.value === id}
      onToggle={({ currentTarget: { open } }) => {
        if (open) opened.value = id;
        else if (opened.value === id) opened.value = null;
      }}
    >
      <summary>
        <span class="entry-name">{id}</span>
        <span class="quiet">{String(provider['name'] || provider['baseurl'] || '')}</span>
        <span class="grow" />
        {wrong > 0 && <Badge tone="bad">{wrong === 1 ? '1 problem' : `${wrong} problems`}</Badge>}
        {disabled && <Badge tone="warn">disabled</Badge>}
        <Badge>{models.length === 1 ? '1 model' : `${models.length} models`}</Badge>
        <Badge>{credentialOf(provider)}</Badge>
      </summary>
      <div class="row entry-actions">
        <button type="button" onClick={() => change([...path, 'disabled'], disabled ? undefined : true)}>
          {disabled ? 'Enable' : 'Disable'}
        </button>
        <button type="button" onClick={() => (removing.value = true)}>
          Delete …
        </button>
      </div>
      <Wrong path={path} />
      {grantsReaching(reading.value.value, id).length === 0 && (
        <p class="notice warn" role="note">
          No grant opens this provider’s models: nobody can use it yet. Add <code>{id}/**</code> to a grant
          below.
        </p>
      )}
      <Id id={id} provider={provider} opened={opened} />
      <Field path={[...path, 'name']} label={labelOf('name')} />
      <Field path={[...path, 'description']} label={labelOf('description')} />
      {GROUPS.map(([title, fields]) => (
        <fieldset class="group" key={title}>
          <legend>{title}</legend>
          <Fields path={path} only={fields} />
        </fieldset>
      ))}
      <Fields path={path} except={['name', 'description', 'disabled', 'tailnet', ...GROUPED]} />
      <Dialog
        title={`Delete ${id}?`}
        open={removing.value}
        onClose={() => (removing.value = false)}
        actions={
          <button
            type="button"
            class="primary"
            onClick={() => {
              removing.value = false;
              edit(removeProvider(text.peek(), id));
            }}
          >
            Delete {id}
          </button>
        }
      >
        <p>
          It goes from the configuration with its models and its key as soon as you save.
          {named.length > 0 && ' Grants that name it lose that permission: '}
          {named.map((pattern, index) => (
            <>
              {index > 0 && ', '}
              <code>{pattern}</code>
            </>
          ))}
        </p>
      </Dialog>
    </details>
  );
}

function Id({ id, provider, opened }: ProviderProps) {
  const mistake = useSignal<string | null>(null);
  const taken = entriesOf(valueAt(reading.value.value, ['providers'])).map(([key]) => key);
  const isStored = secretState(String(provider['apikey'] ?? '')) === 'stored';
  return (
    <div class="field">
      <label>
        Id{' '}
        <input
          value={id}
          spellcheck={false}
          aria-invalid={mistake.value !== null}
          onChange={({ currentTarget }) => {
            const fresh = currentTarget.value.trim();
            if (fresh === id) return;
            mistake.value = idMistake(fresh, taken);
            if (mistake.value !== null) return void (currentTarget.value = id);
            opened.value = fresh;
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

function credentialOf({ auth_mode: mode, apikey }: ValueObject): string {
  if (mode === 'passthrough') return 'callers’ own sign-in';
  return mode === 'none' || !apikey || isObject(apikey) ? 'no key' : 'key';
}
