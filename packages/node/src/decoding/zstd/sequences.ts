/** The sequences of a block: so many literals, then a match of so many bytes at such a distance (RFC 8878 section 3.1.1.3.2). */
import { BackwardBits, damaged } from './bits.ts';
import { buildTable, constantTable, readTable, type FseTable } from './fse.ts';

/** The three tables, which the next block may use again. */
export interface SequenceTables {
  literals: FseTable | null;
  offsets: FseTable | null;
  matches: FseTable | null;
}

const LITERAL_BITS = [...zeros(16), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const MATCH_BITS = [...zeros(32), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const LITERAL_BASES = bases(LITERAL_BITS, 0);
const MATCH_BASES = bases(MATCH_BITS, 3);
/** No distance is greater than the greatest window. */
const MAX_OFFSET_CODE = 23;

const LITERALS = {
  maxLog: 9,
  maxSymbol: 35,
  usual: buildTable(
    // prettier-ignore
    [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1],
    6,
  ),
};
const OFFSETS = {
  maxLog: 8,
  maxSymbol: 31,
  usual: buildTable([1, 1, 1, 1, 1, 1, 2, 2, 2, ...ones(15), -1, -1, -1, -1, -1], 5),
};
const MATCHES = {
  maxLog: 9,
  maxSymbol: 52,
  usual: buildTable([1, 4, 3, 2, 2, 2, 2, 2, 2, ...ones(37), -1, -1, -1, -1, -1, -1, -1], 6),
};

/**
 * Reads the sequences of a section of the bytes.
 *
 * @param offsets the three last distances, which are changed
 * @param apply gets each; false is the end of a damaged block
 */
export function readSequences(
  bytes: Uint8Array,
  start: number,
  end: number,
  tables: SequenceTables,
  offsets: [number, number, number],
  apply: (literals: number, match: number, distance: number) => void,
): void {
  let at = start;
  const next = (): number => (at < end ? (bytes[at++] as number) : damaged());
  const first = next();
  const count =
    first < 128 ? first : first < 255 ? ((first - 128) << 8) + next() : next() + (next() << 8) + 0x7f00;
  if (count === 0) {
    if (at !== end) damaged();
    return;
  }
  const modes = next();
  if ((modes & 3) !== 0) damaged();
  const table = (kind: typeof LITERALS, mode: number, before: FseTable | null): FseTable => {
    switch (mode) {
      case 0:
        return kind.usual;
      case 1: {
        const symbol = next();
        return symbol > kind.maxSymbol ? damaged() : constantTable(symbol);
      }
      case 2: {
        const read = readTable(bytes, at, end, kind);
        at = read.end;
        return read.table;
      }
      default:
        return before ?? damaged();
    }
  };
  const byLiterals = (tables.literals = table(LITERALS, modes >> 6, tables.literals));
  const byOffsets = (tables.offsets = table(OFFSETS, (modes >> 4) & 3, tables.offsets));
  const byMatches = (tables.matches = table(MATCHES, (modes >> 2) & 3, tables.matches));

  const bits = new BackwardBits(bytes, at, end);
  let literalState = bits.read(byLiterals.log);
  let offsetState = bits.read(byOffsets.log);
  let matchState = bits.read(byMatches.log);
  for (let i = 0; ;) {
    const code = byOffsets.symbols[offsetState] as number;
    if (code > MAX_OFFSET_CODE) damaged();
    const value = (1 << code) + bits.read(code);
    const matchCode = byMatches.symbols[matchState] as number;
    const match = (MATCH_BASES[matchCode] as number) + bits.read(MATCH_BITS[matchCode] as number);
    const literalCode = byLiterals.symbols[literalState] as number;
    const literals = (LITERAL_BASES[literalCode] as number) + bits.read(LITERAL_BITS[literalCode] as number);
    if (bits.left < 0) damaged();
    apply(literals, match, distanceOf(value, literals, offsets));
    i += 1;
    if (i === count) break;
    literalState =
      (byLiterals.bases[literalState] as number) + bits.read(byLiterals.bits[literalState] as number);
    matchState = (byMatches.bases[matchState] as number) + bits.read(byMatches.bits[matchState] as number);
    offsetState = (byOffsets.bases[offsetState] as number) + bits.read(byOffsets.bits[offsetState] as number);
  }
  if (bits.left !== 0) damaged();
}

/** The distance, where small values mean one of the last three (section 3.1.1.5). */
function distanceOf(value: number, literals: number, last: [number, number, number]): number {
  const index = value > 3 ? 3 : value - 1 + (literals === 0 ? 1 : 0);
  if (index === 0) return last[0];
  const distance = value > 3 ? value - 3 : index === 3 ? last[0] - 1 : (last[index] as number);
  if (distance <= 0) damaged();
  if (index !== 1) last[2] = last[1];
  last[1] = last[0];
  last[0] = distance;
  return distance;
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

function ones(count: number): number[] {
  return Array.from({ length: count }, () => 1);
}

function bases(bits: readonly number[], first: number): number[] {
  let next = first;
  return bits.map((count) => {
    const base = next;
    next += 1 << count;
    return base;
  });
}
