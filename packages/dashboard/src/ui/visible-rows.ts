/** Which rows of a long list are seen. */

export interface Window {
  /** How far it is scrolled, and how high it is, in pixels. */
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
  /** Rows beyond those that are seen, at either side. */
  readonly spare: number;
}

/** The first row that is to be there, and the one after the last. */
export function visibleRows({ top, height, rowHeight, count, spare }: Window): { from: number; to: number } {
  const from = Math.max(0, Math.floor(top / rowHeight) - spare);
  const to = Math.min(count, Math.ceil((top + height) / rowHeight) + spare);
  return { from: Math.min(from, Math.max(0, to)), to: Math.max(0, to) };
}
