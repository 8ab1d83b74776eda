/** The answer as one object, for those who keep it (spec/aperture.md 7.1: events are rebuilt into one object). */
import type { Assembler } from './answer.ts';

/** An answer's body. */
export interface CapturedBody {
  /** The JSON object, or the one that the events make up; undefined if nothing could be read. */
  readonly body: unknown;
  /** Why it is not whole; null if it is, or as much as came. */
  readonly cut: 'too_large' | 'unreadable' | null;
}

/** Collects a body of bounded size. */
export interface BodyCapture {
  /** Bytes that the next message may have. */
  left(): number;
  /** @param bytes of the message; null if not all of it is there */
  add(message: unknown, name: string, bytes: number | null): void;
  /** @param readable false if some of it could not be read */
  finish(readable: boolean): CapturedBody;
}

/**
 * Starts to capture.
 *
 * @param isSingle tells, once a message came, whether the answer is that one object
 */
export function startCapture(assembler: Assembler, maxBytes: number, isSingle: () => boolean): BodyCapture {
  let left = maxBytes;
  let tooLarge = false;
  let single: { readonly body: unknown } | null = null;
  return {
    left: () => left,
    add(message, name, bytes) {
      if (bytes === null || bytes > left) {
        tooLarge = true;
        return;
      }
      left -= bytes;
      if (isSingle()) single = { body: message };
      else assembler.add(message, name);
    },
    finish: (readable) => ({
      body: single ? single.body : assembler.finish(),
      cut: tooLarge ? 'too_large' : readable ? null : 'unreadable',
    }),
  };
}
