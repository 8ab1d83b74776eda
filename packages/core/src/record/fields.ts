/**
 * Which fields of a message are looked at: `true` for a whole value, names for the fields of an object, `[…]` for the
 * elements of an array. A format's list bounds what is kept of messages of any size, and says what the record can know.
 */
export type Fields = true | FieldNames | readonly [Fields];

/** Fields of an object by their names. */
export interface FieldNames {
  readonly [name: string]: Fields;
}
