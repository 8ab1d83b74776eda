/** One provider of the config: what it is, and its fields. */
import type { Signal } from '@preact/signals';
import { Badge } from '../../../ui/badge.tsx';
import { reading, text } from '../draft.ts';
import { isObject, itemsOf, type ValueObject } from '../text/read.ts';
import { Delete, Summary } from './entry.tsx';
import { Field, Fields } from './field.tsx';
import { change } from './framed.tsx';
import { labelOf } from './labels.ts';
import { grantsReaching, patternsNaming, removeProvider } from './provider-edits.ts';
import { ProviderId } from './provider-id.tsx';
import { secretState } from './secrets.ts';
import { Wrong } from './wrong.tsx';

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
  /** Which one is unfolded. */
  readonly opened: Signal<string | null>;
}

export function Provider({ id, provider, opened }: ProviderProps) {
  const path = ['providers', id];
  const disabled = provider['disabled'] === true;
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
      <Summary path={path} name={id} about={String(provider['name'] || provider['baseurl'] || '')}>
        {disabled && <Badge tone="warn">disabled</Badge>}
        <Badge>{models.length === 1 ? '1 model' : `${models.length} models`}</Badge>
        <Badge>{credentialOf(provider)}</Badge>
      </Summary>
      <div class="row entry-actions">
        <button type="button" onClick={() => change([...path, 'disabled'], disabled ? undefined : true)}>
          {disabled ? 'Enable' : 'Disable'}
        </button>
        <Delete
          question={`Delete ${id}?`}
          action={`Delete ${id}`}
          without={() => removeProvider(text.peek(), id)}
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
        </Delete>
      </div>
      <Wrong path={path} />
      {grantsReaching(reading.value.value, id).length === 0 && (
        <p class="notice warn" role="note">
          No grant opens this provider’s models: nobody can use it yet. Add <code>{id}/**</code> to a grant
          below.
        </p>
      )}
      <ProviderId
        id={id}
        isStored={secretState(String(provider['apikey'] ?? '')) === 'stored'}
        onRename={(fresh) => (opened.value = fresh)}
      />
      <Field path={[...path, 'name']} label={labelOf('name')} />
      <Field path={[...path, 'description']} label={labelOf('description')} />
      {GROUPS.map(([title, fields]) => (
        <fieldset class="group" key={title}>
          <legend>{title}</legend>
          <Fields path={path} only={fields} />
        </fieldset>
      ))}
      <Fields path={path} except={['name', 'description', 'disabled', 'tailnet', ...GROUPED]} />
    </details>
  );
}

function credentialOf({ auth_mode: mode, apikey }: ValueObject): string {
  if (mode === 'passthrough') return 'callers’ own sign-in';
  return mode === 'none' || !apikey || isObject(apikey) ? 'no key' : 'key';
}
