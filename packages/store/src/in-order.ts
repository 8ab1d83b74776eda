/**
 * The rows of a map in the order of their names, which is one for all who write: of two that write the same rows at the same
 * time, one waits for the other, and neither for both.
 */
export function inOrder<T>(rows: ReadonlyMap<string, T>): T[] {
  return [...rows].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}
