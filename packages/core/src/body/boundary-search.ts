/** Finds a boundary in bytes that come in chunks, in one pass and without keeping them (Knuth, Morris and Pratt). */

/** What a chunk held: the bytes before a boundary's end, and whether it ended there. */
export interface Found {
  /** The index after the boundary's last byte, or after the chunk's if no boundary ended in it. */
  readonly next: number;
  readonly found: boolean;
}

/** Makes a search. It goes on from chunk to chunk, and anew after each find. */
export function createBoundarySearch(boundary: Uint8Array): (chunk: Uint8Array, from: number) => Found {
  const fallback = fallbacks(boundary);
  const first = boundary[0] as number;
  let matched = 0;
  return (chunk, from) => {
    let i = from;
    while (i < chunk.length) {
      if (matched === 0) {
        // Most of an upload looks nothing like a boundary: skip it at the speed of the runtime.
        const start = chunk.indexOf(first, i);
        if (start === -1) return { next: chunk.length, found: false };
        matched = 1;
        i = start + 1;
      } else if (chunk[i] === boundary[matched]) {
        matched += 1;
        i += 1;
      } else {
        matched = fallback[matched - 1] as number;
        continue;
      }
      if (matched === boundary.length) {
        matched = 0;
        return { next: i, found: true };
      }
    }
    return { next: chunk.length, found: false };
  };
}

/** For each length of a match, the length of the longest shorter one that it ends in. */
function fallbacks(boundary: Uint8Array): Uint8Array {
  const table = new Uint8Array(boundary.length);
  let matched = 0;
  for (let i = 1; i < boundary.length; i += 1) {
    while (matched > 0 && boundary[i] !== boundary[matched]) matched = table[matched - 1] as number;
    if (boundary[i] === boundary[matched]) matched += 1;
    table[i] = matched;
  }
  return table;
}
