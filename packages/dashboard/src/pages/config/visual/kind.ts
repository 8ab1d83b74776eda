/** Which kind of field shows a value. */
import type { Shape } from '../schema/shape.ts';
import { isObject, type Value } from '../text/read.ts';

export type FieldKind =
  | 'text'
  | 'number'
  | 'flag'
  | 'choice'
  | 'secret'
  /** Of texts. */
  | 'list'
  /** Of objects. */
  | 'items'
  /** Objects by their names. */
  | 'named'
  | 'group'
  /** Shown as it is written. */
  | 'other';

/** Tells the kind by the schema. A value of another type than that is shown as it is written: no field may lose it. */
export function kindOf(shape: Shape, value: Value | undefined): FieldKind {
  const kind = kindByShape(shape);
  return value === undefined || fits(kind, value) ? kind : 'other';
}

function kindByShape(shape: Shape): FieldKind {
  const { type, items, properties, additionalProperties, anyOf } = shape;
  // A text, or null or 0, which are other words for nothing.
  const plain = anyOf?.find((variant) => variant.type === 'string');
  if (shape.writeOnly || plain?.writeOnly) return type === undefined && !plain ? 'other' : 'secret';
  if (shape.enum) return 'choice';
  if (plain) return 'text';
  if (type === 'string') return 'text';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'boolean') return 'flag';
  if (type === 'array') {
    if (items?.type === 'string') return 'list';
    return items?.type === 'object' || items?.oneOf ? 'items' : 'other';
  }
  if (properties) return 'group';
  return typeof additionalProperties === 'object' && additionalProperties.properties ? 'named' : 'other';
}

function fits(kind: FieldKind, value: Value): boolean {
  switch (kind) {
    case 'text':
    case 'secret':
      return typeof value === 'string' || value === null || value === 0;
    case 'choice':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'flag':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'items':
      return Array.isArray(value);
    case 'named':
    case 'group':
      return isObject(value);
    case 'other':
      return true;
  }
}
