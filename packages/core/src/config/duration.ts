/** Durations as Go writes them, which is how the config has always had them (spec/aperture.md 9.1): `5s`, `1m30s`. */

const MILLISECONDS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3, // U+00B5, the micro sign
  μs: 1e-3, // U+03BC, the Greek letter: keyboards have one or the other, and Go takes both
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const WHOLE = /^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;

/**
 * The milliseconds of a duration such as `500ms`, `1.5h` or `1m30s`. `0` needs no unit. Negative ones are none: nothing
 * in the config could mean them.
 *
 * @throws RangeError if the text is no duration
 */
export function parseDuration(text: string | 0): number {
  if (text === 0 || text === '0') return 0;
  if (!WHOLE.test(text)) throw new RangeError('not a duration such as "500ms", "5s" or "1m30s"');
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(PART)) {
    sum += Number(amount) * (MILLISECONDS[unit as string] as number);
  }
  return sum;
}

/** True if {@link parseDuration} takes it. */
export function isDuration(text: string | 0): boolean {
  return text === 0 || text === '0' || WHOLE.test(text);
}
