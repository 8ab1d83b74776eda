/** Reads the bytes of one answer, decoded, into what is known of it. */
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import { noFacts, noteError, type AnswerFacts, type AnswerFormat, type MessageReader } from './answer.ts';
import { startCapture, type BodyCapture } from './capture.ts';
import { chooseFraming } from './framing/choose.ts';
import type { Framing, Unreadable } from './framing/framing.ts';
import { MAX_PARSED, Messages, type MessageTaker } from './messages.ts';

/** What there is to read. */
export interface Readable {
  /** How the format's answers are read; null for an answer that tells nothing. */
  readonly format: AnswerFormat | null;
  readonly headers: HeaderList;
  /** Bytes of the answer that may be kept; without it no capture is made. */
  readonly captureBytes?: number | undefined;
}

/** Reads one answer. (A class, because objects with accessors are dear to make: one call makes a few of them.) */
export class Reading implements MessageTaker {
  readonly facts: AnswerFacts = noFacts();
  readonly capture: BodyCapture | null;
  /** Why nothing more is read. */
  trouble: Unreadable | null;
  readonly #format: AnswerFormat | null;
  readonly #read: MessageReader | null;
  readonly #contentType: string;
  readonly #messages: Messages;
  #framing: Framing | null = null;
  #taken = 0;

  constructor({ format, headers, captureBytes }: Readable) {
    this.trouble = format ? null : NOTHING;
    this.#format = format;
    this.#read = format ? format.createReader(this.facts, headers) : null;
    this.#contentType = mediaType(headerValue(headers, 'content-type'));
    this.#messages = new Messages(format?.fields ?? {}, this);
    this.capture =
      format && captureBytes !== undefined
        ? startCapture(format.createAssembler(), captureBytes, () => this.#framing?.single === true)
        : null;
  }

  /** Messages that came. */
  get count(): number {
    return this.#messages.count;
  }

  push(chunk: Uint8Array): void {
    if (this.trouble) return;
    if (!this.#framing) {
      const chosen = chooseFraming(this.#contentType, chunk, this.#messages);
      if (chosen && 'state' in chosen) this.trouble = chosen;
      else this.#framing = chosen;
    }
    const why = this.#framing?.push(chunk);
    if (why) this.trouble = why;
  }

  /** One message that came whole. */
  message(text: Uint8Array): void {
    this.#messages.begin('');
    this.#messages.bytes(text, 0, text.length);
    this.#messages.end('');
  }

  giveUp(why: Unreadable): void {
    this.trouble ??= why;
  }

  /** To be called after the last byte. */
  finish(): void {
    const whole = this.#framing?.finish() === true;
    if (whole && this.#messages.broken === 0 && this.#messages.tooLarge === 0) this.facts.final = true;
  }

  /** @param bytes that the answer had */
  state(bytes: number): { readonly state: 'read' } | Unreadable {
    const { count, broken, tooLarge } = this.#messages;
    if (this.trouble) return this.trouble;
    if (tooLarge > 0) return TOO_LARGE;
    if (broken > 0 && this.#taken === 0) return NOT_JSON;
    return count === 0 && bytes > 0 && this.#contentType !== EVENTS ? NO_MESSAGE : READ;
  }

  /** True if the answer, having ended, must have told that it is complete. */
  mustBeFinal(bytes: number): boolean {
    if (this.trouble || this.#messages.tooLarge > 0) return false;
    return this.#messages.count > 0 || (this.#contentType === EVENTS && bytes > 0);
  }

  room(): number {
    return Math.max(MAX_PARSED, this.capture?.left() ?? 0);
  }

  wants(name: string): boolean {
    return name === '' || this.capture !== null || this.#format?.isContent?.(name) !== true;
  }

  take(message: unknown, name: string, bytes: number | null): void {
    this.#taken += 1;
    this.#read?.(message, name);
    this.capture?.add(message, name, bytes);
  }

  done(): void {
    this.#taken += 1;
    this.facts.final = true;
  }

  failed(code: string): void {
    noteError(this.facts, code);
  }
}

const EVENTS = 'text/event-stream';
const READ = { state: 'read' } as const;
const NOTHING: Unreadable = { state: 'unreadable', why: 'answers of this endpoint tell nothing' };
const NOT_JSON: Unreadable = { state: 'unreadable', why: 'the answer is not JSON' };
const NO_MESSAGE: Unreadable = { state: 'unreadable', why: 'the answer holds no message' };
const TOO_LARGE: Unreadable = { state: 'too_large', why: 'too much of a message would have to be kept' };

/** A content type without its parameters. */
function mediaType(contentType = ''): string {
  const semicolon = contentType.indexOf(';');
  return (semicolon === -1 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
}
