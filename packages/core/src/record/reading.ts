/** Reads the bytes of one answer, decoded, into what is known of it. */
import type { HeaderList } from '../wire/header-list.ts';
import { headerValue } from '../wire/header-list.ts';
import { noFacts, noteError, type AnswerFacts, type AnswerFormat } from './answer.ts';
import { startCapture, type BodyCapture } from './capture.ts';
import { chooseFraming } from './framing/choose.ts';
import type { Framing, Unreadable } from './framing/framing.ts';
import { MAX_PARSED, Messages } from './messages.ts';

/** Reads one answer. */
export interface Reading {
  readonly facts: AnswerFacts;
  readonly capture: BodyCapture | null;
  /** Messages that came. */
  readonly count: number;
  /** Why nothing more is read. */
  readonly trouble: Unreadable | null;
  push(chunk: Uint8Array): void;
  /** One message that came whole. */
  message(text: Uint8Array): void;
  giveUp(why: Unreadable): void;
  /** To be called after the last byte. */
  finish(): void;
  /** @param bytes that the answer had */
  state(bytes: number): { readonly state: 'read' } | Unreadable;
  /** True if the answer, having ended, must have told that it is complete. */
  readable(bytes: number): boolean;
}

/** Starts to read. */
export function startReading({
  format,
  headers,
  captureBytes,
}: {
  readonly format: AnswerFormat | null;
  readonly headers: HeaderList;
  readonly captureBytes?: number | undefined;
}): Reading {
  const facts = noFacts();
  const contentType = mediaType(headerValue(headers, 'content-type'));
  let framing: Framing | null = null;
  let taken = 0;
  let trouble: Unreadable | null = null;
  const read = format?.createReader(facts, headers);
  const capture =
    format && captureBytes !== undefined
      ? startCapture(format.createAssembler(), captureBytes, () => framing?.single === true)
      : null;
  const messages = new Messages(
    format?.fields ?? {},
    {
      wants: (name) => capture !== null || name === '' || format?.isContent?.(name) !== true,
      take(message, name, size) {
        taken += 1;
        read?.(message, name);
        capture?.add(message, name, size);
      },
      done() {
        taken += 1;
        facts.final = true;
      },
      failed: (code) => noteError(facts, code),
    },
    () => Math.max(MAX_PARSED, capture?.left() ?? 0),
  );
  const giveUp = (why: Unreadable): void => {
    trouble ??= why;
  };
  return {
    facts,
    capture,
    get count() {
      return messages.count;
    },
    get trouble() {
      return trouble;
    },
    giveUp,
    push(chunk) {
      if (trouble) return;
      if (!framing) {
        const chosen = chooseFraming(contentType, chunk, messages);
        if (chosen && 'state' in chosen) giveUp(chosen);
        else framing = chosen;
      }
      const why = framing?.push(chunk);
      if (why) giveUp(why);
    },
    message(text) {
      messages.begin('');
      messages.bytes(text, 0, text.length);
      messages.end('');
    },
    finish() {
      const whole = framing?.finish() === true;
      if (whole && messages.broken === 0 && messages.tooLarge === 0) facts.final = true;
    },
    state(bytes) {
      if (trouble) return trouble;
      if (messages.tooLarge > 0)
        return { state: 'too_large', why: 'too much of a message would have to be kept' };
      if (messages.broken > 0 && taken === 0) return { state: 'unreadable', why: 'the answer is not JSON' };
      const silent = messages.count === 0 && bytes > 0 && contentType !== EVENTS;
      return silent ? { state: 'unreadable', why: 'the answer holds no message' } : { state: 'read' };
    },
    readable(bytes) {
      if (trouble || messages.tooLarge > 0) return false;
      return messages.count > 0 || (contentType === EVENTS && bytes > 0);
    },
  };
}

const EVENTS = 'text/event-stream';

/** A content type without its parameters. */
function mediaType(contentType = ''): string {
  const semicolon = contentType.indexOf(';');
  return (semicolon === -1 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
}
