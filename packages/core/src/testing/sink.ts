/** A sink that remembers what it was given. */
import type { MessageSink } from '../record/framing/framing.ts';
import { concatBytes } from '../wire/byte-source.ts';

/** What a framing found. */
export interface Recorded {
  readonly sink: MessageSink;
  readonly messages: { readonly name: string; readonly text: string }[];
  readonly failures: string[];
}

/** Makes one. It copies at once, as everybody must who looks at the bytes later. */
export function recordingSink(): Recorded {
  const messages: { name: string; text: string }[] = [];
  const failures: string[] = [];
  let parts: Uint8Array[] = [];
  return {
    messages,
    failures,
    sink: {
      begin: () => (parts = []),
      bytes: (chunk, from, to) => parts.push(chunk.slice(from, to)),
      end: (name) => messages.push({ name, text: new TextDecoder().decode(concatBytes(parts)) }),
      failed: (code) => failures.push(code),
      pause: () => {},
    },
  };
}
