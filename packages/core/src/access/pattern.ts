/** A glob over `provider/model` (spec/aperture.md 2.4). */
export interface Pattern {
  /** As written in the grant. */
  readonly source: string;
  matches(subject: string): boolean;
}

/** What a segment of a pattern takes: any number of segments, or one that holds these parts in this order. */
type Segment = typeof ACROSS | readonly string[];

const ACROSS = '**';

/**
 * Compiles a glob: `*` is any run of characters within one `/` segment, a segment that is `**` spans zero or more
 * whole segments, and every other character stands for itself. Never throws: any string is a pattern.
 *
 * Own code because a pattern decides on access: the common glob libraries give `?`, `[`, `{` and a leading dot a
 * meaning, and compile to regular expressions that a hostile subject can make backtrack. This one takes at most
 * pattern length times subject length steps.
 */
export function compilePattern(source: string): Pattern {
  if (!source.includes('*')) return { source, matches: (subject) => subject === source };
  if (source === ACROSS) return { source, matches: () => true };
  // Two stars next to something else (`gpt**`) stay within their segment: of two readings, the narrower.
  const segments = source.split('/').map((text) => (text === ACROSS ? ACROSS : text.split(/\*+/)));
  return { source, matches: (subject) => matchesSegments(segments, subject.split('/')) };
}

function matchesSegments(pattern: readonly Segment[], subject: readonly string[]): boolean {
  let p = 0;
  // Where to resume when a later segment does not fit: behind the last `**`, one subject segment further on. Only
  // the last one can matter, for whatever an earlier one might take, the last one can take as well.
  let resumePattern = -1;
  let resumeSubject = 0;
  for (let s = 0; s < subject.length;) {
    const segment = pattern[p];
    if (segment === ACROSS) {
      resumePattern = ++p;
      resumeSubject = s;
    } else if (segment !== undefined && matchesParts(segment, subject[s] as string)) {
      p++;
      s++;
    } else if (resumePattern !== -1) {
      p = resumePattern;
      s = ++resumeSubject;
    } else {
      return false;
    }
  }
  while (pattern[p] === ACROSS) p++;
  return p === pattern.length;
}

/** The parts of a segment stood around its stars: the first and the last are tied to its ends. */
function matchesParts(parts: readonly string[], text: string): boolean {
  const first = parts[0] as string;
  if (parts.length === 1) return text === first;
  const last = parts[parts.length - 1] as string;
  const end = text.length - last.length;
  if (first.length > end || !text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (let i = 1; i < parts.length - 1; i++) {
    const part = parts[i] as string;
    // The earliest place leaves the most room for the parts that follow.
    const at = text.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return from <= end;
}
