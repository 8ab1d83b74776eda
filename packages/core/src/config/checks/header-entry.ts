/** `add_headers` entries of providers and grants. */
import { parseHeaderEntry, UNSETTABLE } from '../../access/capability.ts';
import type { Report } from '../report.ts';
import type { Path } from '../tree.ts';
import { firstWord } from './quoting.ts';

/**
 * The entries without those that must not be set; the report says what is wrong with them and with malformed ones.
 *
 * @param owner whose entries they are, as the message begins: `provider openai: `
 */
export function checkHeaderEntries(
  owner: string,
  entries: readonly string[],
  path: Path,
  report: Report,
): string[] {
  return entries.filter((entry, i) => {
    const place = [...path, i];
    const header = parseHeaderEntry(entry);
    if (!header) {
      const quoted = JSON.stringify(firstWord(report.written(place)));
      report.warning(`${owner}add_headers entry ${quoted} must be in "Header-Name: value" format`, place);
      return true;
    }
    const [name] = header;
    if (!UNSETTABLE.has(name.toLowerCase())) return true;
    report.warning(`${owner}add_headers cannot set ${name}; the entry is ignored`, place);
    return false;
  });
}
