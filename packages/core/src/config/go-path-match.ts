/**
 * The globs of `model_cost_map`, which Aperture matches with Go's `path.Match` (spec/aperture.md 1.6): `*` is any run
 * without `/`, `?` one character but `/`, `[a-z]` and `[^a-z]` a class, `\` takes the next character as it is.
 *
 * Not the globs of grants (access/pattern.ts): those have `**` and no classes, and any string is one.
 */
export interface PathMatch {
  /** As written in the config. */
  readonly source: string;
  /** True if the pattern takes the whole of the name. */
  matches(name: string): boolean;
}

/** What takes one character. */
type Step = (character: string) => boolean;

/** Steps that follow one another, after a star or not. */
interface Chunk {
  readonly star: boolean;
  readonly steps: Step[];
}

/** Compiles a glob; null if it is malformed: an open or empty class, a range without an end, a `\` with nothing behind it. */
export function compilePathMatch(source: string): PathMatch | null {
  const pattern = Array.from(source);
  const chunks: Chunk[] = [];
  for (let at = 0; at < pattern.length;) {
    const star = pattern[at] === '*';
    while (pattern[at] === '*') at++;
    const steps: Step[] = [];
    while (at < pattern.length && pattern[at] !== '*') {
      const parsed = parseStep(pattern, at);
      if (!parsed) return null;
      steps.push(parsed.step);
      at = parsed.end;
    }
    chunks.push({ star, steps });
  }
  return { source, matches: (name) => matchesChunks(chunks, Array.from(name)) };
}

interface ParsedStep {
  readonly step: Step;
  /** Where the pattern goes on. */
  readonly end: number;
}

function parseStep(pattern: readonly string[], at: number): ParsedStep | null {
  const character = pattern[at] as string;
  if (character === '?') return { step: (other) => other !== '/', end: at + 1 };
  if (character === '[') return parseClass(pattern, at + 1);
  const literal = character === '\\' ? pattern[at + 1] : character;
  if (literal === undefined) return null;
  return { step: (other) => other === literal, end: at + (character === '\\' ? 2 : 1) };
}

/** A class from behind its `[`. It holds at least one range, and may take a `/`: so does Go's. */
function parseClass(pattern: readonly string[], start: number): ParsedStep | null {
  const negated = pattern[start] === '^';
  const ranges: (readonly [low: number, high: number])[] = [];
  let at = negated ? start + 1 : start;
  while (pattern[at] !== ']' || ranges.length === 0) {
    const low = parseBound(pattern, at);
    if (!low) return null;
    at = low.end;
    const high = pattern[at] === '-' ? parseBound(pattern, at + 1) : low;
    if (!high) return null;
    at = high.end;
    ranges.push([low.code, high.code]);
  }
  const holds = (code: number): boolean => ranges.some(([low, high]) => low <= code && code <= high);
  return { step: (character) => holds(character.codePointAt(0) as number) !== negated, end: at + 1 };
}

/** One end of a range; after it the class must go on. */
function parseBound(pattern: readonly string[], at: number): { code: number; end: number } | null {
  if (pattern[at] === '-' || pattern[at] === ']') return null;
  const place = pattern[at] === '\\' ? at + 1 : at;
  const code = pattern[place]?.codePointAt(0);
  return code === undefined || place + 1 >= pattern.length ? null : { code, end: place + 1 };
}

/** Each star takes as little as it can; of what it skips nothing may be a `/`. */
function matchesChunks(chunks: readonly Chunk[], name: readonly string[]): boolean {
  let at = 0;
  for (const [i, { star, steps }] of chunks.entries()) {
    const last = i === chunks.length - 1;
    if (last && steps.length === 0) return !name.includes('/', at);
    while (!fits(steps, name, at) || (last && at + steps.length < name.length)) {
      if (!star || at >= name.length || name[at] === '/') return false;
      at++;
    }
    at += steps.length;
  }
  return at === name.length;
}

function fits(steps: readonly Step[], name: readonly string[], at: number): boolean {
  return at + steps.length <= name.length && steps.every((step, i) => step(name[at + i] as string));
}
