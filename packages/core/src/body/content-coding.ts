/** How a request's body is compressed, by its `Content-Encoding` (RFC 9110 section 8.4). */
import { refuse, type Refusal } from '../errors.ts';
import { headerValue, type HeaderList } from '../wire/header-list.ts';

/** One inside the other is what a proxy on the way might make; more are only good for a bomb (field.md D16). */
const MAX_CODINGS = 2;

/**
 * The codings of a body, in the order in which they were applied; null for a body as it is.
 *
 * @param known the codings that can be undone, in lower case
 */
export function codingsOf(headers: HeaderList, known: readonly string[]): readonly string[] | null | Refusal {
  // Repeated fields are one list (RFC 9110 section 5.3).
  const value = headerValue(headers, 'content-encoding');
  if (value === undefined) return null;
  const codings: string[] = [];
  for (const part of value.split(',')) {
    const token = part.trim().toLowerCase();
    // The same coding by its older name (RFC 9110 section 8.4.1.3).
    const coding = token === 'x-gzip' ? 'gzip' : token;
    if (coding === '' || coding === 'identity') continue;
    if (!known.includes(coding)) {
      // Not quoted: whatever is no coding may be anything.
      return unsupported(`send it uncompressed or as ${known.join(', ')}`, known);
    }
    codings.push(coding);
  }
  if (codings.length > MAX_CODINGS) {
    return unsupported(`send it with at most ${MAX_CODINGS} codings, not ${codings.length}`, known);
  }
  return codings.length === 0 ? null : codings;
}

function unsupported(why: string, known: readonly string[]): Refusal {
  // RFC 9110 section 15.5.16: tells what would be taken.
  return refuse('unsupported_encoding', `content-encoding of the request body: ${why}`, {
    'accept-encoding': known.join(', '),
  });
}
