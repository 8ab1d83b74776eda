/** All other sections of the config, as its schema has them. */
import { Badge } from '../../../ui/badge.tsx';
import { Field } from './field.tsx';
import { labelOf } from './labels.ts';
import { problemsAt } from './wrong.tsx';

/** Those with a part of the page of their own, and those that do nothing any more. */
const SECTIONS = [
  'quotas',
  'hooks',
  'connectors',
  'database',
  'exporters',
  'identity',
  'server',
  'auto_cost_basis',
];

export function Sections() {
  return (
    <section class="card" aria-label="More settings">
      <div class="section-header">
        <h2>More settings</h2>
      </div>
      {SECTIONS.map((name) => (
        <details class="entry" key={name}>
          <summary>
            <span class="entry-name">{labelOf(name)}</span>
            <span class="grow" />
            {problemsAt([name]).length > 0 && <Badge tone="bad">problems</Badge>}
          </summary>
          <Field path={[name]} label={labelOf(name)} />
        </details>
      ))}
    </section>
  );
}
