/** What the config's JSON Schema says of a place in a config. */
import schema from '@aperturejs/core/schema.json' with { type: 'json' };
import type { Path } from '../text/edit.ts';
import { isObject, valueAt, type Value } from '../text/read.ts';

/** The words of JSON Schema that the config's schema uses. */
export interface Shape {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'null';
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  /** It holds a secret, which the gateway takes and never shows. */
  readonly writeOnly?: boolean;
  readonly const?: string | number;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: boolean | Shape;
  readonly items?: Shape;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
}

/** The shape of the whole config. */
export const CONFIG_SHAPE: Shape = schema as Shape;

/**
 * The shape of what is, or would be, at a path; null where anything may be, or nothing.
 *
 * @param value the config, whose words choose among variants such as the types of identity sources
 */
export function shapeAt(path: Path, value: Value, root: Shape = CONFIG_SHAPE): Shape | null {
  let shape: Shape | null = root;
  for (const [depth, step] of path.entries()) {
    if (!shape) return null;
    const owner = chosen(shape, valueAt(value, path.slice(0, depth)));
    if (typeof step === 'number') shape = owner.items ?? null;
    else shape = propertyOf(owner, step);
  }
  return shape && chosen(shape, valueAt(value, path));
}

function propertyOf({ properties, additionalProperties }: Shape, key: string): Shape | null {
  if (properties && Object.hasOwn(properties, key)) return properties[key] ?? null;
  return typeof additionalProperties === 'object' ? additionalProperties : null;
}

/** The variant that a value is of; the shape itself if it has none. */
function chosen(shape: Shape, value: Value | undefined): Shape {
  const variants = shape.oneOf;
  if (!variants) return shape;
  const type = isObject(value) ? value['type'] : undefined;
  return variants.find(({ properties }) => properties?.['type']?.const === type) ?? merged(variants);
}

/** While nothing is chosen yet: the words that choose. */
function merged(variants: readonly Shape[]): Shape {
  const types = variants.flatMap(({ properties }) => properties?.['type']?.const ?? []).map(String);
  return { type: 'object', properties: { type: { type: 'string', enum: types } } };
}
