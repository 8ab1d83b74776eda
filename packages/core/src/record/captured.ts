/** What a capture holds besides the record: headers and bodies, without secrets. */
import type { HeaderList } from '../wire/header-list.ts';
import { redactHeaders, redactText } from './redact.ts';

/** One exchange's content. */
export interface Capture {
  readonly request: CapturedMessage;
  /** Null if there was no answer. */
  readonly response: CapturedMessage | null;
}

/** A request or an answer. */
export interface CapturedMessage {
  /** Redacted. */
  readonly headers: HeaderList;
  /** The redacted text of the body; of a streamed answer, the object that its events make up. Null if it was not kept. */
  readonly body: string | null;
  /** Why the body is not whole, or not there: too long, or no text; null if it is as it was. */
  readonly cut: 'too_large' | 'unreadable' | null;
}

/** A message as it passed. */
export interface PassedMessage {
  readonly headers: HeaderList;
  /** Bytes of text, or what an answer was read into; null if the body is not to be kept. */
  readonly body: Uint8Array | { readonly value: unknown } | null;
  readonly cut: CapturedMessage['cut'];
  /** How the bytes of the body are compressed; absent where they are text. */
  readonly encoded?: EncodedBody;
}

/** A body as it went to the provider, compressed. */
export interface EncodedBody {
  /** In the order in which they were applied. */
  readonly codings: readonly string[];
  /** Decoded bytes that are kept. */
  readonly maxBytes: number;
}

const decoder = new TextDecoder();

/** Makes a message fit to be kept. */
export function captured(message: PassedMessage, reserved: ReadonlySet<string>): CapturedMessage {
  const { body, cut } = message;
  const text = body instanceof Uint8Array ? decoder.decode(body) : body && JSON.stringify(body.value);
  return {
    headers: redactHeaders(message.headers, reserved),
    body: text === null || text === undefined ? null : redactText(text),
    cut,
  };
}
