/** A glob over `provider/model` (spec/aperture.md 2.4). */
export interface Pattern {
  /** As written in the grant. */
  readonly source: string;
  matches(subject: string): boolean;
}
