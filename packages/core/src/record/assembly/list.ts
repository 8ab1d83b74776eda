import type { Assembler } from '../answer.ts';

/** Keeps the messages of a stream whose format nobody knows. */
export function assembleList(): Assembler {
  const messages: unknown[] = [];
  return {
    add: (message) => void messages.push(message),
    finish: () => (messages.length > 0 ? messages : undefined),
  };
}
