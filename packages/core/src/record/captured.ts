/** What a capture holds besides the record: headers and bodies, with secrets taken out (record/redact.ts). */
import type { HeaderList } from '../wire/header-list.ts';

/** One exchange's content. */
export interface Capture {
  readonly request: CapturedMessage;
  /** Null if the provider gave no answer. */
  readonly response: CapturedMessage | null;
}

export interface CapturedMessage {
  /** Redacted. */
  readonly headers: HeaderList;
  /** The text of the body, of an answer as one JSON object; null if it was not kept. */
  readonly body: string | null;
  /** Why the body is not whole: `too_large`, `unreadable`; null if it is. */
  readonly cut: 'too_large' | 'unreadable' | null;
}
