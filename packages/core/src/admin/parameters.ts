/** The parameters of a query: those that are known, each read as what it must be, and every mistake by itself. */
import { refuse, type Mistake, type Refusal } from '../errors.ts';
import { redactText } from '../record/redact.ts';
import { didYouMean } from '../wording/nearest.ts';
import type { JsonSchema } from './openapi/schema.ts';

/** Reads a value, or tells what it must be. */
export interface Read<T> {
  (text: string): T | Wrong;
  /** What it reads, for the API's document; default any text. */
  readonly schema?: JsonSchema;
}

/** The parameters that a query may have. */
export type Query = Readonly<Record<string, Read<unknown>>>;

/** Why a text is no value. */
export interface Wrong {
  readonly wrong: string;
}

/** The values that were given. */
export type Values<Known> = {
  readonly [Name in keyof Known]?: Known[Name] extends Read<infer T> ? T : never;
};

/** What a query holds. */
export interface Parameters<Known> {
  readonly values: Values<Known>;
  readonly mistakes: readonly Mistake[];
}

/** More mistakes than anybody reads at once. */
const MAX_MISTAKES = 20;
const MAX_SHOWN = 100;

/**
 * Reads a query. A parameter that is not known is a mistake: a misspelt filter that is ignored shows everything, and nobody
 * notices. So is one that comes twice, or is empty.
 *
 * @param query with its `?`
 */
export function readParameters<Known extends Query>(query: string, known: Known): Parameters<Known> {
  const values = new Map<string, unknown>();
  const mistakes: Mistake[] = [];
  for (const [name, text] of new URLSearchParams(query)) {
    if (mistakes.length >= MAX_MISTAKES) break;
    const read = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!read) {
      const shown = redactText(name.slice(0, MAX_SHOWN));
      // Its value may be anything, a key that was meant for a vendor included.
      const message = `is not known${didYouMean(name.slice(0, MAX_SHOWN), Object.keys(known))}`;
      mistakes.push({ location: `query.${shown}`, message });
      continue;
    }
    const value = values.has(name)
      ? { wrong: 'came more than once' }
      : text === ''
        ? { wrong: 'is empty' }
        : read(text);
    if (isWrong(value)) mistakes.push(mistake(name, value.wrong, text));
    else values.set(name, value);
  }
  return { values: Object.fromEntries(values) as Values<Known>, mistakes };
}

/** A mistake in the value of a known parameter. */
export function mistake(name: string, message: string, value: string): Mistake {
  return { location: `query.${name}`, message, value: redactText(value.slice(0, MAX_SHOWN)) };
}

/** The refusal of a query with mistakes. */
export function refuseMistakes(mistakes: readonly Mistake[]): Refusal {
  const told = mistakes.map(({ location, message }) => `${JSON.stringify(location.slice(6))} ${message}`);
  const detail = `${told.length === 1 ? 'the parameter' : 'the parameters:'} ${told.join('; ')}`;
  return { ...refuse('validation_failed', detail), errors: mistakes };
}

/** A reading with what the API's document says of it. */
export function reading<T>(schema: JsonSchema, read: (text: string) => T | Wrong): Read<T> {
  return Object.assign(read, { schema });
}

/** Text of up to so many characters. */
export function text(max: number): Read<string> {
  return reading<string>({ type: 'string', minLength: 1, maxLength: max }, (text) =>
    text.length <= max ? text : { wrong: `must have no more than ${max} characters` },
  );
}

/** A whole number. */
export function integer(min: number, max: number): Read<number> {
  const wrong = { wrong: `must be a whole number from ${min} to ${max}` };
  return reading<number>({ type: 'integer', minimum: min, maximum: max }, (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    return number >= min && number <= max ? number : wrong;
  });
}

/** `true` or `false`. */
export const truth: Read<boolean> = reading<boolean>({ type: 'boolean' }, (text) =>
  text === 'true' || text === 'false' ? text === 'true' : { wrong: 'must be true or false' },
);

/** One word of several. */
export function oneOf<T extends string>(...words: readonly T[]): Read<T> {
  return reading<T>(
    { enum: words },
    (text) =>
      words.find((word) => word === text) ?? {
        wrong: `must be one of ${words.join(', ')}${didYouMean(text.slice(0, MAX_SHOWN), words)}`,
      },
  );
}

/** Words of several, with commas between them, each once. */
export function someOf<T extends string>(...words: readonly T[]): Read<readonly T[]> {
  const schema = { type: 'array', items: { enum: words }, uniqueItems: true };
  return reading<readonly T[]>(schema, (text) => {
    const asked = text.split(',');
    const unknown = asked.find((word) => !(words as readonly string[]).includes(word));
    if (unknown !== undefined) {
      const meant = didYouMean(unknown.slice(0, MAX_SHOWN), words);
      return { wrong: `must be some of ${words.join(', ')}, with commas${meant}` };
    }
    return new Set(asked).size === asked.length ? (asked as T[]) : { wrong: 'names one of its words twice' };
  });
}

function isWrong(value: unknown): value is Wrong {
  return typeof value === 'object' && value !== null && 'wrong' in value;
}
