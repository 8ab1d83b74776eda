/** Where a secret belongs, and what a reference looks like that stands in its place: it is put back nowhere else. */
import { secretRanges } from '../../record/redact.ts';
import type { Token } from './tokens.ts';

/** A reference to a secret, or what looks like one. Ids are percent-encoded, so that no text around it matters. */
const PLACE = '[a-z]:[\\w.~%-]*';
export const REFERENCE: RegExp = new RegExp(`keyid:${PLACE}:[0-9a-f]{2,8}(?:-\\d{1,6})?(?![\\w-])`, 'g');
/** Whatever somebody may take for a reference. */
export const LIKE_REFERENCE: RegExp = new RegExp(`keyid:${PLACE}(?::[\\w-]*)?`, 'g');

/** Where a secret at an index of the token belongs. Indexes of lists are left out: entries move when others are added. */
export function placeOf({ kind, path, raw, secret }: Token, index: number): string {
  if (kind === 'comment') return 's:comment';
  const [section, id, field] = path;
  if (
    kind === 'value' &&
    section === 'providers' &&
    typeof id === 'string' &&
    field === 'apikey' &&
    path.length === 3
  )
    return `p:${encoded(id)}`;
  // A key may be a reference itself, and then cannot have its own name for a place.
  const names = (kind === 'key' ? path.slice(0, -1) : path).flatMap((step) =>
    typeof step === 'string' ? encoded(step) : [],
  );
  const head = secret === 'header' ? headerHead(raw) : null;
  if (head && index >= head.length) names.push(encoded(head.name));
  return `${kind === 'key' ? 'k' : 's'}:${names.join('.')}`;
}

/** Letters that a reference and its place can have; a name that is, or may be, a secret has none of its own. */
function encoded(name: string): string {
  if (name.search(LIKE_REFERENCE) !== -1 || secretRanges(name).length > 0) return '~';
  // A lone surrogate has no encoding of its own.
  const plain = encodeURIComponent(name.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
  return plain.replaceAll(/[.~!*'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}

/** Of a value such as `x-api-key: …`: the name of the header, and how much stands ahead of what it says. */
export function headerHead(raw: string): { readonly name: string; readonly length: number } | null {
  const [all, name] = /^\s*([^\s:]+)\s*:\s*/.exec(raw) ?? [];
  return all === undefined ? null : { name: (name as string).toLowerCase(), length: all.length };
}
