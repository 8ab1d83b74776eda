/**
 * Looks at a copy of an answer while it passes: usage, outcome, and what else a record tells. The answer itself waits
 * for nothing and is not touched, whatever happens here: everything is synchronous, holds a bounded number of bytes,
 * and what cannot be read is said to be unreadable (docs/decisions/0020).
 */
import type { Decoders } from '../ports/decoders.ts';
import { headerValue } from '../wire/header-list.ts';
import type { AnswerFacts } from './answer.ts';
import type { CapturedBody } from './capture.ts';
import { codingsOf, startDecoding, type Decoding } from './decoding.ts';
import type { Unreadable } from './framing/framing.ts';
import { outcomeOf, type Ending, type Outcome } from './outcome.ts';
import { Reading, type Readable } from './reading.ts';

/** What there is to observe. */
export interface Observed extends Readable {
  readonly status: number;
  /** Milliseconds, of any clock. */
  readonly now: () => number;
  /** For compressed answers; without it they are not read. */
  readonly decoders?: Decoders | undefined;
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
  /** Null if none was asked for. */
  readonly capture: CapturedBody | null;
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
  return new AnswerObserver(observed);
}

/** (A class for the reason that `Reading` is one.) */
class AnswerObserver implements Observer {
  readonly #observed: Observed;
  readonly #reading: Reading;
  readonly #codings: readonly string[];
  #decoding: Decoding | null = null;
  #ending: Ending | null = null;
  #concluded = false;
  #bytes = 0;
  #firstByteAt: number | null = null;
  #lastByteAt: number | null = null;

  constructor(observed: Observed) {
    this.#observed = observed;
    this.#reading = new Reading(observed);
    this.#codings = codingsOf(headerValue(observed.headers, 'content-encoding'));
  }

  get final(): boolean {
    return this.#reading.facts.final;
  }

  write(chunk: Uint8Array): void {
    if (this.#ending) return;
    this.#note(chunk);
    if (this.#reading.trouble) return;
    try {
      if (this.#codings.length > 0) this.#decode(chunk);
      else this.#reading.push(chunk);
    } catch {
      this.#reading.giveUp(FAULT);
    }
  }

  message(text: Uint8Array): void {
    if (this.#ending) return;
    this.#note(text);
    carefully(this.#reading, () => this.#reading.message(text));
  }

  end(): void {
    this.#close({ by: 'end' });
  }

  fail(error: Error): void {
    this.#close({ by: 'failure', error });
  }

  left(): void {
    this.#close({ by: 'client' });
  }

  #note(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#lastByteAt = this.#observed.now();
    this.#firstByteAt ??= this.#lastByteAt;
  }

  #decode(chunk: Uint8Array): void {
    const reading = this.#reading;
    this.#decoding ??= startDecoding(this.#codings, this.#observed.decoders ?? NO_DECODERS, {
      write(decoded) {
        carefully(reading, () => reading.push(decoded));
        return true;
      },
      end: () => this.#conclude(),
      fail: (error) => {
        // Of a body that broke off, nobody expects that its coding is complete.
        if (!this.#ending || this.#ending.by === 'end')
          reading.giveUp({ state: 'unreadable', why: error.message });
        this.#conclude();
      },
    });
    if (!this.#decoding) reading.giveUp(unknownCoding(this.#codings));
    else if (!this.#decoding.write(chunk)) reading.giveUp(TOO_FAST);
  }

  #close(how: Ending): void {
    if (this.#ending) return;
    this.#ending = how;
    const decoding = this.#decoding;
    if (decoding && !this.#reading.trouble) carefully(this.#reading, () => decoding.end());
    else this.#conclude();
  }

  #conclude(): void {
    const ending = this.#ending;
    if (this.#concluded || !ending) return;
    this.#concluded = true;
    const { status, done } = this.#observed;
    const reading = this.#reading;
    carefully(reading, () => this.#decoding?.cancel());
    carefully(reading, () => reading.finish());
    const { facts, capture } = reading;
    const state = reading.state(this.#bytes);
    const outcome = outcomeOf({
      status,
      ending,
      failed: facts.error !== null,
      final: facts.final,
      mustBeFinal: reading.mustBeFinal(this.#bytes),
    });
    carefully(reading, () =>
      done({
        outcome,
        usage: facts.usage,
        model: facts.model,
        responseId: facts.responseId,
        stopReason: facts.stopReason,
        serviceTier: facts.serviceTier,
        toolCalls: facts.toolCalls,
        error: facts.error,
        reading: state,
        bytes: this.#bytes,
        messages: reading.count,
        firstByteAt: this.#firstByteAt,
        lastByteAt: this.#lastByteAt,
        capture: capture ? capture.finish(state.state === 'read') : null,
      }),
    );
  }
}

const FAULT: Unreadable = { state: 'unreadable', why: 'a fault of the gateway in reading it' };
const TOO_FAST: Unreadable = { state: 'too_large', why: 'the answer came faster than it could be decoded' };
const NO_DECODERS: Decoders = { codings: [], decode: () => null };

/** Whatever goes wrong in here, the answer goes on. */
function carefully(reading: Reading, step: () => void): void {
  try {
    step();
  } catch {
    reading.giveUp(FAULT);
  }
}

function unknownCoding(codings: readonly string[]): Unreadable {
  const named = codings.length <= 3 && codings.every((coding) => /^[\w-]{1,20}$/.test(coding));
  return { state: 'unreadable', why: `the coding ${named ? codings.join(', ') : '(unknown)'} is not known` };
}
