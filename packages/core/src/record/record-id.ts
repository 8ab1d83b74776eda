/** Ids that sort by time: UUIDs of version 7 (RFC 9562 section 5.7). */

const random = new Uint8Array(16);
let last = 0;
let counter = 0;

/**
 * Makes an id. Those of one millisecond count upwards in the twelve bits behind it, so they sort as they were made.
 *
 * @param time milliseconds since the epoch
 */
export function recordId(time: number): string {
  crypto.getRandomValues(random);
  if (time > last) {
    last = time;
    counter = ((random[6] as number) & 0x03) << 8;
  } else {
    counter += 1;
    // More than some three thousand in a millisecond, or a clock that went back: time is borrowed from the future.
    if (counter > 0xfff) {
      last += 1;
      counter = 0;
    }
  }
  const stamp = last.toString(16).padStart(12, '0');
  const variant = (0x80 | ((random[8] as number) & 0x3f)).toString(16);
  const tail = Array.from(random.subarray(9), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return (
    `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${counter.toString(16).padStart(3, '0')}` +
    `-${variant}${tail.slice(0, 2)}-${tail.slice(2)}`
  );
}

/** True for what the id of a record may be. */
export function isRecordId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
