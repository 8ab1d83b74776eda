/** Where a config holds secrets: in the fields of which the schema says so, and wherever something looks like one. */
import { joined, namesSecret, secretRanges, type Range } from '../../record/redact.ts';
import { headerHead, LIKE_REFERENCE, placeOf } from './place.ts';
import type { Token } from './tokens.ts';

/** Something secret in the text. */
export interface Slot {
  readonly offset: number;
  /** As written, with its escapes. */
  readonly raw: string;
  /** Where it belongs: it is put back nowhere else. */
  readonly place: string;
}

/** Secrets shorter than this are not looked for in other places: they might be any word. */
const WORTH_SEEKING = 12;

/** The secrets among the tokens of a text, in its order. */
export function findSecrets(tokens: readonly Token[]): Slot[] {
  const found = tokens.map((token) => ({ token, ranges: rangesOf(token) }));
  const known = new Set<string>();
  for (const { token, ranges } of found) {
    // What a field holds that nobody knows may be any word.
    if (token.secret === 'unknown') continue;
    for (const [from, to] of ranges) if (to - from >= WORTH_SEEKING) known.add(token.raw.slice(from, to));
  }
  const slots: Slot[] = [];
  for (const { token, ranges } of found) {
    // The key of today may stand in the comment about it.
    const again = token.kind === 'key' ? [] : [...known].flatMap((secret) => occurrences(token.raw, secret));
    for (const [from, to] of joined([...ranges, ...again].map((range) => wholeWord(token.raw, range)))) {
      slots.push({
        offset: token.offset + from,
        raw: token.raw.slice(from, to),
        place: placeOf(token, from),
      });
    }
  }
  return slots.sort((one, other) => one.offset - other.offset);
}

function rangesOf(token: Token): Range[] {
  const { raw, kind } = token;
  const ranges = [
    ...(kind === 'comment' ? [...secretRanges(raw), ...namedInComment(raw)] : inString(raw)),
    ...(kind === 'value' ? told(token) : []),
  ].filter(([from, to]) => !isShown(raw.slice(from, to)));
  return [...ranges, ...matches(raw, LIKE_REFERENCE)];
}

/** What looks like a secret in a string, also where escapes hide it. */
function inString(raw: string): Range[] {
  if (!raw.includes('\\')) return secretRanges(raw);
  return secretRanges(unescaped(raw)).length > 0 ? [[0, raw.length]] : [];
}

/** What the schema tells of a value. */
function told({ raw, secret, path }: Token): Range[] {
  const whole: Range = [0, raw.length];
  switch (secret) {
    case 'whole':
    case 'unknown':
      return [whole];
    case 'open':
      return path.some(namesSecrets) ? [whole] : [];
    case 'jwk':
      return /^(?:d|k|p|q|dp|dq|qi)$/.test(String(path.at(-1))) ? [whole] : [];
    case 'header': {
      const head = headerHead(raw);
      return head && HARMLESS.has(head.name) ? [] : [[head?.length ?? 0, raw.length]];
    }
    case 'url':
      return inUrl(raw);
    case null:
      return [];
  }
}

/** Of sections that take any key: what a key is called, or one above it, tells whether its value is a secret. */
function namesSecrets(step: string | number): boolean {
  return typeof step === 'string' && (/^(?:env|headers)$/i.test(step) || namesSecret(step.toLowerCase()));
}

/** Nothing is secret in macros: they tell where a secret is. Nor in what says how it is sent. */
function isShown(raw: string): boolean {
  const rest = raw.replaceAll(/\$\$\{|\$\{[^{}]*\}/g, (macro) => (macro === '$${' ? macro : ''));
  return (
    /^\s*(?:keyfile::|Bearer\s|Basic\s|Splunk\s|Token\s)?\s*$/i.test(rest) && (rest === '' || rest !== raw)
  );
}

/** Headers of vendors that say what is wanted and not who wants it. All others may be somebody's own way to authenticate. */
const HARMLESS: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'anthropic-beta',
  'anthropic-version',
  'content-type',
  'http-referer',
  'openai-beta',
  'openai-organization',
  'openai-project',
  'referer',
  'user-agent',
  'x-goog-user-project',
  'x-title',
]);

/** A segment of a path that nobody would make up: webhooks have a secret of theirs there. */
const SECRET_SEGMENT = /(?<=\/)(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{20,}(?=[/?#]|$)/gi;

/** Of a URL: what stands in a secret's place; all of it, if it cannot be told what that is. */
function inUrl(raw: string): Range[] {
  const segments = matches(raw, SECRET_SEGMENT);
  if (!unescaped(raw).includes('@')) return segments;
  const start = raw.indexOf('://') + 3;
  if (raw.includes('\\') || start < 3 || !URL.canParse(raw)) return [[0, raw.length]];
  const end = start + raw.slice(start).search(/[/?#]|$/);
  const at = raw.lastIndexOf('@', end);
  if (at < start) return segments;
  const colon = raw.indexOf(':', start);
  return [...segments, [colon !== -1 && colon < at ? colon + 1 : start, at]];
}

/**
 * The end of a name that tells of a secret, and what is said of it: `"apikey": "…"` in a part that is commented out, or
 * `token=…`. Bounded, since a comment may be long.
 */
const NAMED =
  /(?:key|token|secret|passw(?:or)?d|authorization|credential)["']?\s*[:=]\s*(?:"((?:[^"\\\n]|\\.)+)"|'([^'\n]+)'|((?=[^\s"',;]{0,512}\d)[^\s"',;]{12,512}))/gi;

function namedInComment(raw: string): Range[] {
  return [...raw.matchAll(NAMED)].flatMap((match): Range[] => {
    const value = match[1] ?? match[2] ?? match[3] ?? '';
    const end = match.index + match[0].length;
    // What follows the value are its quotes, if it has any.
    const to = match[3] === undefined ? end - 1 : end;
    return [[to - value.length, to]];
  });
}

/** A string of JSON, read; as it is if it cannot be. */
function unescaped(raw: string): string {
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return raw;
  }
}

function matches(raw: string, shape: RegExp): Range[] {
  return [...raw.matchAll(shape)].map(({ index, 0: all }): Range => [index, index + all.length]);
}

function occurrences(raw: string, secret: string): Range[] {
  const ranges: Range[] = [];
  for (let at = raw.indexOf(secret); at !== -1; at = raw.indexOf(secret, at + secret.length)) {
    ranges.push([at, at + secret.length]);
  }
  return ranges;
}

/** To the end of the word, or a reference in its place would run into the letters behind it. */
function wholeWord(raw: string, [from, to]: Range): Range {
  return [from, to + (/^[\w-]*/.exec(raw.slice(to))?.[0].length ?? 0)];
}
