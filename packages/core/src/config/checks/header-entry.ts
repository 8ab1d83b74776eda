/** `add_headers` entries of providers and grants. */
import { parseHeaderEntry } from '../../access/capability.ts';
import type { Report } from '../report.ts';
import type { Path } from '../tree.ts';

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
 * The entries that can be used; the report says what is wrong with the others.
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
      const quoted = JSON.stringify(shown(report.written(place)));
      report.warning(`${owner}add_headers entry ${quoted} must be in "Header-Name: value" format`, place);
    } else if (REFUSED.has(header[0].toLowerCase())) {
      report.warning(`${owner}add_headers cannot set ${header[0]}; the entry is ignored`, place);
    }
    return header && !REFUSED.has(header[0].toLowerCase());
  });
}

/** The part of a malformed entry before anything that could be a credential. */
function shown(entry: string): string {
  const name = /^[^\s:=]{0,40}/.exec(entry)?.[0] ?? '';
  return name.length === entry.length ? name : `${name}…`;
}
