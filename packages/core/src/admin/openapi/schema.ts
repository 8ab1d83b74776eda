/** JSON Schema (2020-12), in the few words that the API's descriptions need. */

export type JsonSchema = Readonly<Record<string, unknown>>;

export const STRING: JsonSchema = { type: 'string' };
export const BOOLEAN: JsonSchema = { type: 'boolean' };
export const NUMBER: JsonSchema = { type: 'number' };
/** A whole number that is not negative. */
export const COUNT: JsonSchema = { type: 'integer', minimum: 0 };
/** Text that may not be there. */
export const MAYBE_STRING: JsonSchema = nullable(STRING);
/** RFC 3339. */
export const TIME: JsonSchema = { type: 'string', format: 'date-time' };

/** An object that has all of these fields; those named `name?` may be absent. */
export function object(fields: Readonly<Record<string, JsonSchema>>, description?: string): JsonSchema {
  const entries = Object.entries(fields);
  const required = entries.flatMap(([name]) => (name.endsWith('?') ? [] : [name]));
  return {
    type: 'object',
    ...(description !== undefined && { description }),
    properties: Object.fromEntries(entries.map(([name, schema]) => [name.replace(/\?$/, ''), schema])),
    ...(required.length > 0 && { required }),
  };
}

/** An object whose keys are names. */
export function named(values: JsonSchema, description?: string): JsonSchema {
  return { type: 'object', additionalProperties: values, ...(description !== undefined && { description }) };
}

export function list(items: JsonSchema, description?: string): JsonSchema {
  return { type: 'array', items, ...(description !== undefined && { description }) };
}

export function oneOf(...values: readonly (string | number | boolean)[]): JsonSchema {
  return { enum: values };
}

/** That, or null. */
export function nullable(schema: JsonSchema): JsonSchema {
  if (typeof schema['type'] === 'string') return { ...schema, type: [schema['type'], 'null'] };
  return { anyOf: [schema, { type: 'null' }] };
}

/** The same with a word on what it is. */
export function saying(description: string, schema: JsonSchema): JsonSchema {
  return { ...schema, description };
}

/** One of the schemas that have a name in the document. */
export function ref(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}
