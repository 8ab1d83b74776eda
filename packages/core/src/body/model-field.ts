/** What a body is searched for, whatever it is written in. */
import { refuse, type Refusal } from '../errors.ts';

/** The `model` of a body: its value, and where its text lies in the bytes, without the quotes of JSON. */
export interface ModelField {
  readonly value: string;
  /** The text is a JSON string with escapes in it, so that no part of the value can be cut out of the bytes. */
  readonly escaped: boolean;
  readonly start: number;
  readonly end: number;
}

/** Reads one body, chunk by chunk, and refuses what gateway and vendor could read differently. */
export interface ModelScanner {
  /** The field, as soon as its last byte was seen. */
  readonly field: ModelField | null;
  /** The key, once seen, by which the body names models to fall back to. */
  readonly alternatives: string | null;
  /** Reads the next chunk. A refusal is final. */
  push(chunk: Uint8Array): Refusal | null;
  /** To be called after the last chunk. */
  finish(): Refusal | null;
  /**
   * Looks at the next chunk of an encoded body, as it came. True if somebody who does not know that it is encoded could
   * find a model in it.
   */
  couldBePlain(encoded: Uint8Array): boolean;
}

/** A model of more bytes than this is refused, before they are kept. */
export const MAX_MODEL: number = 1_024;

/** Other names under which routers take models, to fall back to: OpenRouter's and LiteLLM's. */
export const ALTERNATIVES: ReadonlySet<string> = new Set(['models', 'fallbacks']);

/** The refusal of a body that names two models, of which gateway and vendor might each take another one. */
export function namedTwice(): Refusal {
  return refuse('model_ambiguous', 'the request body names "model" more than once; send it once');
}

export function modelTooLong(): Refusal {
  return refuse('invalid_request', `"model" is longer than ${MAX_MODEL} bytes`);
}
