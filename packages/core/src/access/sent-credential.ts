/** Credentials that callers send to the gateway itself, each in a header of its own. */
import { refuse, type Refusal } from '../errors.ts';
import { headerValues, type HeaderList } from '../wire/header-list.ts';

/**
 * The credential in a header, or null if there is none, or a refusal if there cannot be one. A `Bearer` in front is
 * taken off: Codex's `gateway_oauth` always writes it (spec/clients.md 3).
 *
 * @param name the header's name in lower case
 * @param maxLength what is longer is refused before anything is computed from it
 */
export function sentCredential(
  headers: HeaderList,
  name: string,
  maxLength: number,
): string | Refusal | null {
  const values = headerValues(headers, name);
  if (values.length > 1)
    return refuse('unidentified', `the header ${name} came more than once; send it once`);
  const value = values[0]?.replace(/^bearer(?: +|$)/i, '').trim();
  if (!value) return null;
  if (value.length > maxLength || !/^[\x21-\x7e]+$/.test(value)) return wrongCredential(name, 'is malformed');
  return value;
}

/** The refusal of a credential. It names the header, so that the user finds it, and never what was in it. */
export function wrongCredential(name: string, what: string): Refusal {
  return refuse('unidentified', `the gateway credential in the header ${name} ${what}`);
}
