/**
 * What the sections of the schema are made of. Every value is one `Field`: a valibot schema whose description editors
 * show. Unknown keys are not the schema's business: unknown-keys.ts finds all of them, a strict object only the first.
 */
import * as v from 'valibot';
import { isDuration, parseDuration } from '../duration.ts';

/** A schema that takes anything and gives a `T`. */
export type Field<T> = v.GenericSchema<unknown, T>;

/** The fields of an object, one for each key. */
export type Fields<T> = { readonly [Key in keyof T]-?: Field<T[Key]> };

/** An object with these keys and no others. */
export function section<T extends object>(description: string, fields: Fields<T>): Field<T> {
  const entries = fields as unknown as v.ObjectEntries;
  return objectsOnly(v.pipe(v.object(entries), v.description(description))) as Field<T>;
}

/** An object with some keys of its own and any others, which hold a `rest` each. */
export function openSection<T extends object>(
  description: string,
  fields: Fields<T>,
  rest: Field<unknown>,
): Field<T> {
  const entries = fields as unknown as v.ObjectEntries;
  return objectsOnly(v.pipe(v.objectWithRest(entries, rest), v.description(description))) as Field<T>;
}

/** An object whose keys are names that the config's author chose. */
export function named<T>(description: string, item: Field<T>): Field<Readonly<Record<string, T>>> {
  return objectsOnly(v.pipe(v.record(v.string(), item), v.description(description)));
}

/** A list. */
export function list<T>(description: string, item: Field<T>): Field<readonly T[]> {
  return v.pipe(v.array(item), v.description(description));
}

/** A string. The description is left out where a list of strings has one. */
export function text(description?: string): Field<string> {
  return description ? v.pipe(v.string(), v.description(description)) : v.string();
}

/** How a field holds something that must not be shown; see config/secrets/. */
export type SecretKind =
  /** All of it, and of whatever is below it. */
  | 'whole'
  /** `Header-Name: value`, if the header is one that authenticates. */
  | 'header'
  /** The password of a URL. */
  | 'url'
  /** A JSON Web Key, if it is not only the public half. */
  | 'jwk';

/** Where a field says what kind of secret it holds. A symbol, since the JSON Schema would copy a name. */
const SECRET: unique symbol = Symbol('secret');

/** A field that holds a secret. This is the one place that tells: what is shown of a config is decided by it alone. */
export function secret<T>(field: Field<T>, kind: SecretKind = 'whole'): Field<T> {
  // The word of JSON Schema for what an API takes and never gives.
  const marks = { [SECRET]: kind, ...(kind === 'whole' && { writeOnly: true }) };
  return v.pipe(field, v.metadata(marks)) as Field<T>;
}

/** What is looked at of a field to find its mark. */
interface Marked {
  readonly pipe?: readonly Marked[];
  readonly metadata?: { readonly [SECRET]?: SecretKind };
}

/** The kind of secret that a field holds, or null. */
export function secretKindOf(field: object): SecretKind | null {
  for (const part of (field as Marked).pipe ?? []) {
    const kind = part.metadata?.[SECRET] ?? secretKindOf(part);
    if (kind) return kind;
  }
  return null;
}

/** Anything: of fields whose behaviour is not settled yet. */
export function anything(description?: string): Field<unknown> {
  return description ? v.pipe(v.unknown(), v.description(description)) : v.unknown();
}

/** True or false. */
export function flag(description: string): Field<boolean> {
  return v.pipe(v.boolean(), v.description(description));
}

/** A whole number within bounds. */
export function integer(description: string, min: number, max: number): Field<number> {
  return v.pipe(
    v.number(),
    v.integer('expected a whole number'),
    v.minValue(min, `expected at least ${min}`),
    v.maxValue(max, `expected at most ${max}`),
    v.description(description),
  );
}

/** A number above zero. */
export function number(description: string): Field<number> {
  return v.pipe(v.number(), v.gtValue(0, 'expected a number above 0'), v.description(description));
}

/** One of some words. */
export function oneOf<const T extends string>(words: readonly T[], description?: string): Field<T> {
  return description ? v.pipe(v.picklist(words), v.description(description)) : v.picklist(words);
}

/** The longest time that timers take: one that is longer fires at once. */
const LONGEST = 2 ** 31 - 1;

/** A Go duration, or the number 0. */
export function duration(description: string): Field<string | 0> {
  return v.pipe(
    v.union([v.string(), v.literal(0)]),
    v.check(isDuration, 'expected a duration such as "500ms", "5s" or "1m30s", or 0'),
    v.check(
      (value) => !isDuration(value) || parseDuration(value) <= LONGEST,
      'expected at most 24 days ("576h")',
    ),
    v.description(description),
  );
}

/** A field that may be absent; `fallback` is its value then. */
export function optional<T>(field: Field<T>): Field<T | undefined>;
export function optional<T>(field: Field<T>, fallback: T): Field<T>;
export function optional<T>(field: Field<T>, fallback?: T): Field<T | undefined> {
  return fallback === undefined ? v.optional(field) : v.optional(field, fallback as never);
}

/** valibot takes a list for an object without keys; a config that has one where an object belongs is wrong. */
function objectsOnly<Input, T>(schema: v.GenericSchema<Input, T>): Field<T> {
  return {
    ...schema,
    '~run'(dataset: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) {
      if (!Array.isArray(dataset.value)) return schema['~run'](dataset, config);
      v._addIssue(this as never, 'type', dataset as never, config as never);
      return dataset;
    },
  } as unknown as Field<T>;
}
