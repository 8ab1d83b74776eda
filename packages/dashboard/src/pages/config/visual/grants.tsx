/** The grants of the config: who may do what. */
import { edit, reading, text } from '../draft.ts';
import { CAPABILITY } from '../schema/capability.ts';
import { callersOf, modelPatterns } from '../schema/completion.ts';
import { addItem, removeValue } from '../text/edit.ts';
import { isObject, itemsOf, valueAt, type Value } from '../text/read.ts';
import { Delete, Summary } from './entry.tsx';
import { Field, Fields } from './field.tsx';
import { Wrong } from './wrong.tsx';

export function Grants() {
  const grants = itemsOf(valueAt(reading.value.value, ['grants']));
  const add = (): void =>
    // For nobody, until somebody is named.
    edit(
      addItem(text.peek(), ['grants'], {
        src: [],
        app: { [CAPABILITY]: [{ role: 'user' }, { models: '**' }] },
      }),
    );
  return (
    <section class="card" aria-label="Grants">
      <div class="section-header">
        <h2>Grants</h2>
        <button type="button" onClick={add}>
          Add a grant
        </button>
      </div>
      <p class="help">Who may do what. Whatever no grant allows is refused; grants add up.</p>
      <Wrong path={['grants']} />
      {grants.map((grant, index) => (
        <Grant key={index} grant={grant} index={index} />
      ))}
    </section>
  );
}

function Grant({ grant, index }: { grant: Value; index: number }) {
  const path = ['grants', index];
  const capabilities = itemsOf(valueAt(grant, ['app', CAPABILITY]));
  const src = itemsOf(valueAt(grant, ['src']));
  const title = src.length === 0 ? 'nobody' : src.map(callerName).join(', ');
  return (
    <details class="entry">
      <Summary path={path} name={title} about={capabilities.map(summaryOf).join(' · ')} />
      <div class="row entry-actions">
        <Delete
          question="Delete this grant?"
          action="Delete the grant"
          without={() => removeValue(text.peek(), path)}
        >
          <p>What it gives to {title} is gone as soon as you save, unless another grant gives it as well.</p>
        </Delete>
      </div>
      <Field path={[...path, 'src']} label="Who" suggestions={callersOf(reading.value.value)} />
      <p class="help">
        <code>*</code> is everybody, <code>alice@example.com</code> a login, <code>group:dev</code> a group,{' '}
        <code>tag:ci</code> a tagged device, <code>(loopback)</code> this machine.
      </p>
      {capabilities.map((capability, at) => (
        <Capability
          key={at}
          path={[...path, 'app', CAPABILITY, at]}
          number={at + 1}
          capability={capability}
        />
      ))}
      <button
        type="button"
        class="small"
        onClick={() => edit(addItem(text.peek(), [...path, 'app', CAPABILITY], { models: '**' }))}
      >
        Add a permission
      </button>
    </details>
  );
}

function Capability({
  path,
  number,
  capability,
}: {
  path: (string | number)[];
  number: number;
  capability: Value;
}) {
  const config = reading.value.value;
  // What is rarely set stays folded, unless it is.
  const others = isObject(capability)
    ? Object.keys(capability).filter((key) => key !== 'role' && key !== 'models')
    : [];
  return (
    <fieldset class="group">
      <legend>Permission {number}</legend>
      <div class="columns">
        <Field path={[...path, 'role']} label="Role" />
        <Field path={[...path, 'models']} label="Models" suggestions={modelPatterns(config)} />
      </div>
      <details open={others.length > 0}>
        <summary>More</summary>
        <Fields path={path} except={['role', 'models']} />
      </details>
      <button type="button" class="small" onClick={() => edit(removeValue(text.peek(), path))}>
        Remove permission {number}
      </button>
    </fieldset>
  );
}

function callerName(src: Value): string {
  return src === '*' ? 'everybody' : src === '(loopback)' ? 'this machine' : String(src);
}

function summaryOf(capability: Value): string {
  if (!isObject(capability)) return '?';
  return Object.entries(capability)
    .map(([key, value]) => (typeof value === 'string' ? `${key} ${value}` : key))
    .join(', ');
}
