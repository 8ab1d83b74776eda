/** `quotas`: amounts, rates and names (spec/aperture.md 8). A quota that cannot be read is an error: it limits nobody. */
import type { Report } from '../report.ts';
import type { Config } from '../schema/config.ts';

/** Dollars with at most nano-dollars, the unit that balances are kept in. */
const AMOUNT = /^\$\d+(?:\.\d{1,9})?$/;
const RATE = /^\$\d+(?:\.\d{1,9})?\/(?:min|hour|day|week|month)$/;

/** What a quota may be kept for each of. */
const TEMPLATES: ReadonlySet<string> = new Set(['<user>', '<node>']);

/** Reports quotas that cannot be read. */
export function checkQuotas(config: Config, report: Report): void {
  for (const [name, { capacity, rate }] of Object.entries(config.quotas)) {
    const path = ['quotas', name];
    if (!AMOUNT.test(capacity)) {
      report.error(`quota ${name}: capacity must be an amount such as "$10.00"`, [...path, 'capacity']);
    }
    if (rate !== undefined && !RATE.test(rate)) {
      report.error(
        `quota ${name}: rate must be an amount per min, hour, day, week or month, such as "$5.00/day"`,
        [...path, 'rate'],
      );
    }
    const template = unsupportedTemplate(name);
    if (template !== null) {
      const quoted = JSON.stringify(name);
      report.warning(
        `quota ${quoted}: quota name ${quoted} has unsupported template ${JSON.stringify(template)} after colon`,
        path,
        'key',
      );
    }
  }
}

/** The part of a quota's name after its colon if it is none of the templates, else null. */
export function unsupportedTemplate(name: string): string | null {
  const colon = name.indexOf(':');
  if (colon < 0) return null;
  const template = name.slice(colon + 1);
  return TEMPLATES.has(template) ? null : template;
}
