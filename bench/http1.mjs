/** As much of HTTP/1.1 as both ends of a benchmark need, so that they cost little beside what is measured. */

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;

/**
 * Reads messages off a connection.
 *
 * @param onHead gets the head as text
 * @param onBody gets each piece of the body, without framing
 * @param onEnd is called after the body
 */
export function createReader({ onHead, onBody, onEnd }) {
  let held = null;
  /** Bytes of the body, or of the chunk, still to come; -1 within a head, -2 at the size of a chunk. */
  let left = -1;
  let chunked = false;

  return (data) => {
    let rest = held ? Buffer.concat([held, data]) : data;
    held = null;
    while (rest.length > 0) {
      if (left === -1) {
        const end = rest.indexOf(END_OF_HEAD);
        if (end < 0) break;
        const head = rest.latin1Slice(0, end + 2);
        rest = rest.subarray(end + 4);
        const length = LENGTH.exec(head);
        chunked = !length && CHUNKED.test(head);
        onHead(head);
        left = chunked ? -2 : length ? Number(length[1]) : 0;
        if (left === 0) {
          left = -1;
          onEnd();
        }
      } else if (left === -2) {
        const end = rest.indexOf('\r\n');
        if (end < 0) break;
        const size = parseInt(rest.latin1Slice(0, end), 16);
        if (size === 0) {
          if (rest.length < end + 4) break;
          rest = rest.subarray(end + 4);
          left = -1;
          onEnd();
        } else {
          rest = rest.subarray(end + 2);
          // With the line break after the chunk, which is no part of the body.
          left = size + 2;
        }
      } else {
        const piece = rest.subarray(0, left);
        rest = rest.subarray(piece.length);
        const after = left - piece.length;
        const body = chunked ? Math.max(0, Math.min(piece.length, left - 2)) : piece.length;
        left = after;
        if (body > 0) onBody(piece.subarray(0, body));
        if (after === 0) {
          left = chunked ? -2 : -1;
          if (!chunked) onEnd();
        }
      }
    }
    if (rest.length > 0) held = rest;
  };
}

/** A message with a body of known length. */
export function message(start, headers, body) {
  const lines = [
    start,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    `content-length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}
