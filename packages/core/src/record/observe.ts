/**
 * Looks at a copy of an answer while it passes: usage, outcome, and what else a record tells. The answer itself waits
 * for nothing and is not touched, whatever happens here: everything is synchronous, holds a bounded number of bytes,
 * and what cannot be read is said to be unreadable (docs/decisions/0020).
 */
import type { Decoders } from '../ports.ts';
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import type { AnswerFacts, AnswerFormat } from './answer.ts';
import type { CapturedBody } from './capture.ts';
import { codingsOf, startDecoding, type Decoding } from './decoding.ts';
import type { Unreadable } from './framing/framing.ts';
import { outcomeOf, type Ending, type Outcome } from './outcome.ts';
import { startReading } from './reading.ts';

/** What there is to observe. */
export interface Observed {
  /** How the format's answers are read; null for an answer that tells nothing. */
  readonly format: AnswerFormat | null;
  readonly status: number;
  readonly headers: HeaderList;
  /** Milliseconds, of any clock. */
  readonly now: () => number;
  /** For compressed answers; without it they are not read. */
  readonly decoders?: Decoders | undefined;
  /** Bytes of the answer that may be kept; without it no capture is made. */
  readonly captureBytes?: number | undefined;
  /** Called once, when all is known: in the call that ends the answer, or soon after it if bytes wait to be decoded. */
  readonly done: (observation: Observation) => void;
}

/** What was seen. */
export interface Observation extends Readonly<Omit<AnswerFacts, 'final'>> {
  readonly outcome: Outcome;
  /** Whether the answer could be read. A single event that could not is no reason to say no. */
  readonly reading: { readonly state: 'read' } | Unreadable;
  /** Bytes as they came, encoded if they were. */
  readonly bytes: number;
  /** Events, or objects. */
  readonly messages: number;
  readonly firstByteAt: number | null;
  readonly lastByteAt: number | null;
  /** Undefined if none was asked for. */
  readonly capture?: CapturedBody;
}

/** Takes a copy of an answer. None of it throws. */
export interface Observer {
  /** The final event was seen: a client may leave now. */
  readonly final: boolean;
  /** Bytes as they came. They are read before it returns, or copied. */
  write(chunk: Uint8Array): void;
  /** One message of a WebSocket, instead of `write`. */
  message(text: Uint8Array): void;
  /** All bytes came. */
  end(): void;
  /** The provider's answer broke off. */
  fail(error: Error): void;
  /** The client went away. */
  left(): void;
}

/** Starts to observe an answer, whose head is there. */
export function createObserver(observed: Observed): Observer {
  const { status, headers, now, decoders, done } = observed;
  const reading = startReading(observed);
  const codings = codingsOf(headerValue(headers, 'content-encoding'));
  let decoding: Decoding | null = null;
  let ending: Ending | null = null;
  let bytes = 0;
  let firstByteAt: number | null = null;
  let lastByteAt: number | null = null;

  /** Whatever goes wrong in here, the answer goes on. */
  const carefully = (step: () => void): void => {
    try {
      step();
    } catch {
      reading.giveUp({ state: 'unreadable', why: 'a fault of the gateway in reading it' });
    }
  };
  const decode = (chunk: Uint8Array): void => {
    decoding ??= startDecoding(codings, decoders ?? NO_DECODERS, {
      write(decoded) {
        carefully(() => reading.push(decoded));
        return true;
      },
      end: conclude,
      fail(error) {
        // Of a body that broke off, nobody expects that its coding is complete.
        if (!ending || ending.by === 'end') reading.giveUp({ state: 'unreadable', why: error.message });
        if (ending) conclude();
      },
    });
    if (!decoding)
      reading.giveUp({ state: 'unreadable', why: `the coding ${codings.join(', ')} is not known` });
    else if (!decoding.write(chunk)) reading.giveUp(TOO_FAST);
  };
  const note = (chunk: Uint8Array): void => {
    bytes += chunk.length;
    lastByteAt = now();
    firstByteAt ??= lastByteAt;
  };
  const close = (how: Ending): void => {
    if (ending) return;
    ending = how;
    if (decoding && !reading.trouble) carefully(() => decoding?.end());
    else conclude();
  };
  let concluded = false;
  function conclude(): void {
    if (concluded || !ending) return;
    concluded = true;
    carefully(() => decoding?.cancel());
    carefully(() => reading.finish());
    const { facts, count, capture } = reading;
    const { final, ...told } = facts;
    const failed = facts.error !== null;
    const outcome = outcomeOf({ status, ending, failed, final, readable: reading.readable(bytes) });
    const state = reading.state(bytes);
    const observation: Observation = {
      ...told,
      outcome,
      reading: state,
      bytes,
      messages: count,
      firstByteAt,
      lastByteAt,
      ...(capture && { capture: capture.finish(state.state === 'read') }),
    };
    carefully(() => done(observation));
  }
  return {
    get final() {
      return reading.facts.final;
    },
    write(chunk) {
      if (ending) return;
      note(chunk);
      if (reading.trouble) return;
      if (codings.length > 0) carefully(() => decode(chunk));
      else carefully(() => reading.push(chunk));
    },
    message(text) {
      if (ending) return;
      note(text);
      carefully(() => reading.message(text));
    },
    end: () => close({ by: 'end' }),
    fail: (error) => close({ by: 'failure', error }),
    left: () => close({ by: 'client' }),
  };
}

const TOO_FAST: Unreadable = { state: 'too_large', why: 'the answer came faster than it could be decoded' };
const NO_DECODERS: Decoders = { decode: () => null };
