/** Which framing an answer has, by its content type and its first byte. */
import { OPEN_ARRAY, OPEN_OBJECT } from '../../body/json-bytes.ts';
import { EventStream } from './event-stream.ts';
import type { Framing, MessageSink, Unreadable } from './framing.ts';
import { JsonValues } from './json-values.ts';
import { ServerSentEvents } from './server-sent-events.ts';

/** Objects one after the other. */
const LINES = /^application\/(?:x-)?(?:ndjson|jsonl|jsonlines|json-seq|stream\+json)$/;
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json$/;

/**
 * The framing of an answer; null until a byte came that tells, which is no space. Vendors are sloppy about the type: the
 * ChatGPT backend streams events without one, others send errors in JSON as `text/event-stream`. So JSON and events
 * are told apart by how they begin.
 *
 * @param contentType without parameters, in lower case; empty for none
 */
export function chooseFraming(
  contentType: string,
  chunk: Uint8Array,
  sink: MessageSink,
): Framing | Unreadable | null {
  if (contentType === 'application/vnd.amazon.eventstream') return new EventStream(sink);
  const many = LINES.test(contentType);
  const text = contentType === '' || contentType === 'text/event-stream' || contentType === 'text/plain';
  if (!text && !many && !JSON_TYPE.test(contentType)) {
    return { state: 'unreadable', why: `answers of the type ${shown(contentType)} are not read` };
  }
  const first = firstByte(chunk);
  if (first === undefined) return null;
  return first === OPEN_OBJECT || first === OPEN_ARRAY
    ? new JsonValues(sink, many)
    : new ServerSentEvents(sink);
}

/** The first byte that is neither a space nor of a byte-order mark. */
function firstByte(chunk: Uint8Array): number | undefined {
  return chunk.find((byte) => byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf);
}

/** A vendor's word, as far as it is one. */
function shown(contentType: string): string {
  return /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(contentType) ? contentType : '(unknown)';
}
