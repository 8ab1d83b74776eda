/**
 * Puts back what was cut off the model's name, where the events of an answer repeat the header `openai-model`. Codex takes
 * another name than the one it asked for as a sign that its user was rerouted for abuse, and says so (spec/clients.md 5);
 * it looks at the header and, in every event, at `headers`. The only bytes of an answer that are ever changed.
 */
import { createBoundarySearch } from '../body/boundary-search.ts';
import type { ByteSource } from '../wire/byte-source.ts';
import { hasHeader, headerValue, type HeaderList } from '../wire/header-list.ts';
import type { RawResponse } from '../wire/raw.ts';

const encoder = new TextEncoder();
/** As a key of JSON. Inside of a string its quotes would be escaped, so it stands nowhere else. */
const KEY = encoder.encode('"openai-model"');
const QUOTE = 0x22;
const COLON = 0x3a;
const SPACE = 0x20;

/** The body of an answer, with the name as its client wrote it. */
export function withModelPrefix(body: ByteSource, headers: HeaderList, prefix: string): RawResponse['body'] {
  const isStream = /^text\/event-stream\b/i.test(headerValue(headers, 'content-type') ?? '');
  if (prefix === '' || !isStream) return body;
  // A length was promised, or the bytes are none of JSON.
  if (hasHeader(headers, 'content-length') || hasHeader(headers, 'content-encoding')) return body;
  const insert = createPrefixInserter(prefix);
  return {
    start: (sink) =>
      body.start({
        write(chunk) {
          let more = true;
          for (const piece of insert(chunk)) more = sink.write(piece);
          return more;
        },
        end: () => sink.end(),
        fail: (error) => sink.fail(error),
      }),
    resume: () => body.resume(),
    cancel: (reason) => body.cancel(reason),
  };
}

/** A whole message of a WebSocket, with the name as its client wrote it. */
export function messageWithPrefix(message: Uint8Array, prefix: string): Uint8Array {
  if (prefix === '') return message;
  const pieces = createPrefixInserter(prefix)(message);
  if (pieces.length < 2) return message;
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Makes a function that is given chunk after chunk, and gives them back in pieces, the prefix among them. */
export function createPrefixInserter(prefix: string): (chunk: Uint8Array) => readonly Uint8Array[] {
  const inserted = encoder.encode(JSON.stringify(prefix).slice(1, -1));
  const search = createBoundarySearch(KEY);
  /** Behind the key, ahead of its value. */
  let atValue = false;
  return (chunk) => {
    const pieces: Uint8Array[] = [];
    let done = 0;
    for (let i = 0; i < chunk.length;) {
      if (!atValue) {
        const { next, found } = search(chunk, i);
        i = next;
        atValue = found;
        continue;
      }
      const byte = chunk[i] as number;
      i += 1;
      if (byte === COLON || byte === SPACE) continue;
      atValue = false;
      // A list, or null.
      if (byte !== QUOTE) continue;
      pieces.push(chunk.subarray(done, i), inserted);
      done = i;
    }
    if (done < chunk.length) pieces.push(done === 0 ? chunk : chunk.subarray(done));
    return pieces;
  };
}
