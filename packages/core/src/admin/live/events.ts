/** Events as `EventSource` reads them (WHATWG HTML, "Server-sent events"). */
import type { CallRecord } from '../../record/record.ts';
import { recordJson } from '../record-json.ts';
import { timeJson } from '../time.ts';

const encoder = new TextEncoder();

/**
 * The first bytes: a proxy that waits for some lets the head go with them. Who is cut off comes back after 3 s.
 *
 * @param id where a client goes on that comes back before it has heard of a record; null if it has come back with one itself
 */
export function opening(id: string | null): Uint8Array {
  const from = id === null ? '' : `id: ${id}\n`;
  return encoder.encode(`: records as they end\n${from}retry: 3000\n\n`);
}

/** Nothing happened, and the connection stands. */
export const HEARTBEAT: Uint8Array = encoder.encode(':\n\n');

/** A call is over. Its id is where a client that comes back goes on. */
export function recordEvent(record: CallRecord): Uint8Array {
  return encoder.encode(`event: record\nid: ${record.id}\ndata: ${JSON.stringify(recordJson(record))}\n\n`);
}

/** So many records were dropped, for want of room; null where nobody knows how many. */
export function lagEvent(dropped: number | null): Uint8Array {
  return encoder.encode(`event: lag\ndata: ${JSON.stringify({ dropped })}\n\n`);
}

/** Another config is in force. */
export function configEvent(time: number, etag: string): Uint8Array {
  return encoder.encode(`event: config\ndata: ${JSON.stringify({ etag, time: timeJson(time) })}\n\n`);
}
