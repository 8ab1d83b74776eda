/** Finds the keys of a config that its schema does not know: every one of them, and in every kind of section. */
import type { Field } from './schema/field.ts';
import type { Path } from './tree.ts';

/** What is looked at of a valibot schema. A pipe carries the properties of its first schema. */
export interface Shape {
  readonly type: string;
  readonly wrapped?: Shape;
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly rest?: Shape;
  readonly value?: Shape;
  readonly item?: Shape;
  readonly key?: unknown;
  readonly options?: readonly Shape[];
  readonly literal?: unknown;
}

/**
 * Calls back for each key that the schema does not have.
 *
 * @param found gets the path of the key, the key last, and the keys that its section has
 */
export function findUnknownKeys(
  schema: Field<unknown>,
  value: unknown,
  found: (path: Path, known: readonly string[]) => void,
): void {
  walk(schema as unknown as Shape, value, []);

  function walk(shape: Shape, value: unknown, path: Path): void {
    if (shape.wrapped) return walk(shape.wrapped, value, path);
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      if (shape.item) for (const [i, item] of value.entries()) walk(shape.item, item, [...path, i]);
      return;
    }
    const object = value as Readonly<Record<string, unknown>>;
    const chosen = shape.options ? variantOf(shape, object[String(shape.key)]) : shape;
    for (const key of Object.keys(object)) {
      const child = childOf(chosen, key);
      if (child) walk(child, object[key], [...path, key]);
      else if (chosen.entries) found([...path, key], Object.keys(chosen.entries));
    }
  }
}

/** The schema of a key, if the section has it or takes any. */
export function childOf({ entries, rest, type, value }: Partial<Shape>, key: string): Shape | undefined {
  if (entries && Object.hasOwn(entries, key)) return entries[key];
  return rest ?? (type === 'record' ? value : undefined);
}

/** The option of a variant that was chosen by its key; an unknown choice is the schema's finding, not ours. */
export function variantOf(variant: Shape, choice: unknown): Partial<Shape> {
  const key = String(variant.key);
  return variant.options?.find((option) => option.entries?.[key]?.literal === choice) ?? {};
}
