/** Ids that sort by time: UUIDs of version 7 (RFC 9562 section 5.7). */

/** One call for the bytes of many ids: the call costs more than they do. */
const random = new Uint8Array(8 * 512);
let used = random.length;
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
let last = 0;
let counter = 0;

/**
 * Makes an id. Those of one millisecond count upwards in the twelve bits behind it, so they sort as they were made.
 *
 * @param time milliseconds since the epoch
 */
export function recordId(time: number): string {
  if (used === random.length) {
    crypto.getRandomValues(random);
    used = 0;
  }
  const bytes = random.subarray(used, (used += 8));
  if (time > last) {
    last = time;
    counter = ((bytes[0] as number) >> 6) << 8;
  } else {
    counter += 1;
    // More than some three thousand in a millisecond, or a clock that went back: time is borrowed from the future.
    if (counter > 0xfff) {
      last += 1;
      counter = 0;
    }
  }
  const stamp = last.toString(16).padStart(12, '0');
  const variant = (0x80 | ((bytes[0] as number) & 0x3f)).toString(16);
  let tail = '';
  for (let i = 1; i < 8; i += 1) tail += HEX[bytes[i] as number];
  return (
    `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${counter.toString(16).padStart(3, '0')}` +
    `-${variant}${tail.slice(0, 2)}-${tail.slice(2)}`
  );
}

/** True for what the id of a record may be. */
export function isRecordId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
