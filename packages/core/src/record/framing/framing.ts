/** How an answer's bytes are cut into its messages: one JSON object, or the events of a stream. */

/** Takes the messages of an answer, in pieces, as their bytes pass by. */
export interface MessageSink {
  /** A message begins. `name` is its type where that stands ahead of its bytes, and empty elsewhere. */
  begin(name: string): void;
  /** Some bytes of the message. They belong to the caller: what is wanted after `pause` must be copied. */
  bytes(chunk: Uint8Array, from: number, to: number): void;
  /** The message is whole. `name` is its type, also where it was told late. */
  end(name: string): void;
  /** The provider says that it failed, in a message that is nothing else. */
  failed(code: string): void;
  /** The chunk that the last bytes stood in is let go of. */
  pause(): void;
}

/** Cuts one answer. */
export interface Framing {
  /** The answer is one JSON object, and no stream. */
  readonly single: boolean;
  /** Reads the next chunk. A reason ends the reading: nothing that follows can be understood. */
  push(chunk: Uint8Array): Unreadable | null;
  /** To be called after the last chunk. True for JSON that is closed: nothing can follow. */
  finish(): boolean;
}

/** Why an answer cannot be read, or not all of it. */
export interface Unreadable {
  readonly state: 'unreadable' | 'too_large';
  readonly why: string;
}
