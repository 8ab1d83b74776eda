/** CRC-32 as gzip and AWS's event streams have it (ISO 3309). */

const TABLE = makeTable();

function makeTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    table[byte] = value;
  }
  return table;
}

/**
 * The checksum of some more bytes.
 *
 * @param before the checksum of the bytes before them; 0 for none
 */
export function crc32(bytes: Uint8Array, from: number, to: number, before: number = 0): number {
  let crc = ~before;
  for (let at = from; at < to; at += 1) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[at] as number)) & 0xff] as number);
  }
  return ~crc >>> 0;
}
