/** `add_headers` entries of providers and grants. */
import { parseHeaderEntry } from '../../access/capability.ts';
import type { Report } from '../report.ts';
import type { Path } from '../tree.ts';
import { firstWord } from './quoting.ts';

/**
 * Headers that belong to one connection (RFC 9110, 7.6.1) or that the transport writes itself. Setting them could make
 * gateway and provider disagree on where a request ends, or send it to another site of the same host.
 */
const REFUSED: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

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
    if (!REFUSED.has(name.toLowerCase())) return true;
    report.warning(`${owner}add_headers cannot set ${name}; the entry is ignored`, place);
    return false;
  });
}
