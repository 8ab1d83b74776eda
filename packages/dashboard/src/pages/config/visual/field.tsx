/** Fields of the config, as its schema has them. Every change is a change of the text. */
import { reading } from '../draft.ts';
import { shapeAt } from '../schema/shape.ts';
import type { Path } from '../text/edit.ts';
import { isObject, valueAt } from '../text/read.ts';
import { ChoiceField, SwitchField } from './choice-field.tsx';
import { FlagField } from './flag-field.tsx';
import type { FieldProps, ShapedProps } from './framed.tsx';
import { kindOf } from './kind.ts';
import { labelOf } from './labels.ts';
import { ListField } from './list-field.tsx';
import { GroupField, ItemsField, NamedField } from './nested.tsx';
import { SecretField } from './secret-field.tsx';
import { TextField } from './text-field.tsx';
import { Wrong } from './wrong.tsx';

/** Shows the field of a path by what its schema says. */
export function Field({ path, label, suggestions }: FieldProps) {
  const config = reading.value.value;
  const shape = shapeAt(path, config) ?? {};
  const value = valueAt(config, path);
  const kind = kindOf(shape, value);
  const props = { path, label, shape, value, suggestions };
  switch (kind) {
    case 'secret':
      return <SecretField {...props} />;
    case 'choice':
      return <ChoiceField {...props} />;
    case 'flag':
      return path.at(-1) === 'websockets' ? <SwitchField {...props} /> : <FlagField {...props} />;
    case 'list':
      return <ListField {...props} />;
    case 'items':
      return <ItemsField {...props} />;
    case 'named':
      return <NamedField {...props} />;
    case 'group':
      return <GroupField {...props} />;
    case 'text':
    case 'number':
      return <TextField {...props} number={kind === 'number'} />;
    case 'other':
      return <OtherField {...props} />;
  }
}

/** The fields of an object: those of its schema in their order. */
export function Fields({
  path,
  only,
  except = [],
}: {
  path: Path;
  only?: readonly string[];
  except?: readonly string[];
}) {
  const config = reading.value.value;
  const { properties = {} } = shapeAt(path, config) ?? {};
  const there = valueAt(config, path);
  const others = isObject(there) ? Object.keys(there).filter((key) => !Object.hasOwn(properties, key)) : [];
  const names = (only ?? [...Object.keys(properties), ...others]).filter((name) => !except.includes(name));
  return (
    <>
      {names.map((name) => (
        <Field key={name} path={[...path, name]} label={labelOf(name)} />
      ))}
    </>
  );
}

/** What has no field of its own here. */
function OtherField({ path, label, shape, value }: ShapedProps) {
  if (value === undefined) return null;
  return (
    <div class="field">
      <span class="field-name">{label}</span>
      <code class="as-written">{JSON.stringify(value)}</code>
      <p class="help">{shape.description} It is changed in the JSON editor.</p>
      <Wrong path={path} />
    </div>
  );
}
