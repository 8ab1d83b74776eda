/**
 * A config with references in place of its secrets, and back again. References are put into the text and taken out of it as
 * text, so that comments, order and layout stay as they are.
 */
import { parseDocument } from '../document.ts';
import type { Problem } from '../problem.ts';
import { lineFinder } from '../report.ts';
import { findSecrets, type Slot } from './find.ts';
import { LIKE_REFERENCE, placeOf, REFERENCE } from './place.ts';
import { tokensOf } from './tokens.ts';

/** A config as it is shown. */
export interface Shown {
  /** References stand where secrets do. */
  readonly text: string;
  /** The secrets by their references, as they are written. */
  readonly secrets: ReadonlyMap<string, string>;
}

/**
 * Shows a config; null if it is no HuJSON, so that nobody can tell what in it is a secret.
 *
 * A reference is `keyid:<place>:<fingerprint>`: `keyid:p:openai:1f2e3d4c` for the key of a provider, as in Aperture, and
 * `keyid:s:exporters.s3.access_secret:…` for all else.
 */
export async function showConfig(text: string): Promise<Shown | null> {
  if (!parseDocument(text).root) return null;
  const slots = findSecrets(tokensOf(text));
  const secrets = new Map<string, string>();
  const splices: Splice[] = [];
  for (const slot of slots) {
    const reference = await referenceFor(slot, secrets);
    secrets.set(reference, slot.raw);
    splices.push({ offset: slot.offset, length: slot.raw.length, text: reference });
  }
  return { text: spliced(text, splices), secrets };
}

/** Secrets below this length are perhaps made up by people, and could be guessed at with the fingerprint. */
const LONG = 20;

async function referenceFor({ raw, place }: Slot, taken: ReadonlyMap<string, string>): Promise<string> {
  const fingerprint = await digest(`${place}\0${raw}`);
  // Eight digits tell a key from another. Two tell only that something has changed, and of a password hardly anything.
  const reference = `keyid:${place}:${fingerprint.slice(0, raw.length < LONG ? 2 : 8)}`;
  for (let i = 1; ; i++) {
    const numbered = i === 1 ? reference : `${reference}-${i}`;
    const holder = taken.get(numbered);
    if (holder === undefined || holder === raw) return numbered;
  }
}

/** A config with the stored secrets in place of the references, or why it cannot be had. */
export interface PutBack {
  /** Null exactly if there are problems. */
  readonly text: string | null;
  readonly problems: readonly Problem[];
  /** Moves a problem of {@link text} to where it stands in the text with the references. */
  shown(problem: Problem): Problem;
}

/**
 * Puts secrets back. A reference that stands in another place than its secret's is a problem, as is one that is not known: a
 * key is for one provider, and goes to no other.
 *
 * @param text as somebody wrote it, with references of {@link showConfig}
 * @param secrets by their references
 */
export function putBack(text: string, secrets: Shown['secrets']): PutBack {
  const same = (problem: Problem): Problem => problem;
  // What is no HuJSON is told by the one who reads it; nothing is put into it.
  if (!parseDocument(text).root) return { text, problems: [], shown: same };
  const locate = lineFinder(text);
  const found: { readonly offset: number; readonly problem: Problem }[] = [];
  const splices: Splice[] = [];
  for (const token of tokensOf(text)) {
    const known = new Set<number>();
    for (const { index, 0: reference } of token.raw.matchAll(REFERENCE)) {
      const secret = secrets.get(reference);
      if (secret === undefined || !reference.startsWith(`keyid:${placeOf(token, index)}:`)) continue;
      known.add(index);
      splices.push({ offset: token.offset + index, length: reference.length, text: secret });
    }
    for (const { index, 0: reference } of token.raw.matchAll(LIKE_REFERENCE)) {
      if (known.has(index)) continue;
      const why = secrets.has(reference)
        ? 'belongs elsewhere: a key is bound to its place'
        : 'stands for no key that is stored';
      const offset = token.offset + index;
      const message = `the reference ${JSON.stringify(reference)} ${why}; write the key itself here`;
      const problem: Problem = { level: 'error', message, path: token.path, ...locate(offset) };
      found.push({ offset, problem });
    }
  }
  if (found.length > 0) {
    found.sort((one, other) => one.offset - other.offset);
    return { text: null, problems: found.map(({ problem }) => problem), shown: same };
  }
  splices.sort((one, other) => one.offset - other.offset);
  const whole = spliced(text, splices);
  return { text: whole, problems: [], shown: positionsBefore(text, whole, splices) };
}

/** Something in the place of something else. */
interface Splice {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** @param splices in order, and apart from each other */
function spliced(text: string, splices: readonly Splice[]): string {
  let result = '';
  let from = 0;
  for (const { offset, length, text: put } of splices) {
    result += text.slice(from, offset) + put;
    from = offset + length;
  }
  return result + text.slice(from);
}

/** Tells where something stood before the splices. */
function positionsBefore(
  before: string,
  after: string,
  splices: readonly Splice[],
): (problem: Problem) => Problem {
  const locate = lineFinder(before);
  return (problem) => {
    if (problem.line === undefined || problem.column === undefined) return problem;
    let offset = offsetAt(after, problem.line, problem.column);
    let grown = 0;
    for (const { offset: at, length, text: put } of splices) {
      if (offset < at + grown) break;
      // In the middle of what was put in: at its beginning.
      if (offset < at + grown + put.length) {
        offset = at + grown;
        break;
      }
      grown += put.length - length;
    }
    return { ...problem, ...locate(offset - grown) };
  };
}

function offsetAt(text: string, line: number, column: number): number {
  let start = 0;
  for (let at = 1; at < line; at++) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}

/** SHA-256 in hexadecimal digits. */
export async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
