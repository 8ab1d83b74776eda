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
  return { source, matches: (subject) => matchesSegments(segments, subject) };
}

/** Works on the subject in place: each request asks dozens of patterns, most of which fail at its first letters. */
function matchesSegments(pattern: readonly Segment[], subject: string): boolean {
  let p = 0;
  // Where to resume when a later segment does not fit: behind the last `**`, one subject segment further on. Only
  // the last one can matter, for whatever an earlier one might take, the last one can take as well.
  let resumePattern = -1;
  let resumeAt = 0;
  for (let start = 0; start <= subject.length;) {
    const segment = pattern[p];
    if (segment === ACROSS) {
      resumePattern = ++p;
      resumeAt = start;
    } else if (segment !== undefined && matchesParts(segment, subject, start, endOf(subject, start))) {
      p++;
      start = endOf(subject, start) + 1;
    } else if (resumePattern !== -1) {
      p = resumePattern;
      start = resumeAt = endOf(subject, resumeAt) + 1;
    } else {
      return false;
    }
  }
  while (pattern[p] === ACROSS) p++;
  return p === pattern.length;
}

/** Where the segment that begins at an index ends. */
function endOf(subject: string, start: number): number {
  const slash = subject.indexOf('/', start);
  return slash === -1 ? subject.length : slash;
}

/** The parts of a segment stood around its stars: the first and the last are tied to its ends. */
function matchesParts(parts: readonly string[], subject: string, start: number, end: number): boolean {
  const first = parts[0] as string;
  if (!subject.startsWith(first, start)) return false;
  if (parts.length === 1) return start + first.length === end;
  const last = parts[parts.length - 1] as string;
  const lastAt = end - last.length;
  if (start + first.length > lastAt || !subject.startsWith(last, lastAt)) return false;
  // Cut out, so that a search does not run on into the segments behind.
  return parts.length === 2 || holdsInOrder(subject.slice(start + first.length, lastAt), parts);
}

/** True if the text holds all parts but the outer two. */
function holdsInOrder(text: string, parts: readonly string[]): boolean {
  let from = 0;
  for (let i = 1; i < parts.length - 1; i++) {
    const part = parts[i] as string;
    // The earliest place leaves the most room for the parts that follow.
    const at = text.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return true;
}
