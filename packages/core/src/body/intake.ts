/**
 * Takes a request body in: far enough to know its model, and no further than needed. A body that is here whole by then,
 * or is small, goes on as one piece; of a large one the rest streams on while the same rules are still applied to it,
 * and a rest that breaks one is cut off before its last byte, so that the provider never sees a complete request.
 */
import { GatewayError, type Refusal } from '../errors.ts';
import type { ByteSink, ByteSource } from '../wire/byte-source.ts';
import { Gathered } from './gathered.ts';
import { createGuard, tooLarge, type IntakeRules } from './guard.ts';
import type { ModelField } from './model-field.ts';
import { growth, spliced, type Splice } from './model-splice.ts';

/** Bodies up to this length (in bytes) are collected: one write upstream costs less than several (docs/decisions/0008). */
export const COLLECT_UP_TO: number = 256 * 1024;

/** A body whose model is known. */
export interface Intake {
  /** The top-level `model`, or null if the body was read to its end and has none, or was not to be searched. */
  readonly field: ModelField | null;
  /** The bytes that have come so far: all of a small body, the beginning of a large one. */
  beginning(): Uint8Array;
  /** How many bytes have come so far. */
  seen(): number;
  /** The length the body will have, if it was declared or is known. */
  readonly length: number | undefined;
  /**
   * The body to send on, with the splice done; or a refusal. To be called once.
   *
   * @param mayFallBack tells whether the body may name further models for the provider to fall back to (`models`,
   *   `fallbacks`); asked only if it does, or still might
   */
  forward(splice: Splice | null, mayFallBack: () => boolean): Uint8Array | ByteSource | Refusal;
  /** Nobody will forward the body; what has not come yet is not wanted. */
  discard(): void;
  /** What broke the body off while it was being forwarded: a rule, or the client. */
  failure(): Error | null;
}

/** Takes a body in until its model is known. */
export function takeIn(body: ByteSource, rules: IntakeRules): Promise<Intake | Refusal> {
  if (rules.declared !== undefined && rules.declared > rules.maxBytes) {
    body.cancel();
    return Promise.resolve(tooLarge(rules.maxBytes));
  }
  const guard = createGuard(rules);
  const worthStreaming = (): boolean => (rules.declared ?? guard.seen()) > COLLECT_UP_TO;
  return new Promise((resolve, reject) => {
    const gathered = new Gathered();
    let answered = false;
    /** How the body ended, once it has. */
    let outcome: 'whole' | Error | null = null;
    /** Once forwarding has begun, everything goes there. */
    let onward: ByteSink | null = null;

    const answer = (): void => {
      answered = true;
      resolve({
        field: guard.field(),
        beginning: () => gathered.bytes(),
        seen: () => guard.seen(),
        length: rules.declared ?? (outcome === 'whole' ? guard.seen() : undefined),
        forward: (splice, mayFallBack) => {
          const matters = guard.namesAlternatives() || outcome !== 'whole';
          const refusal = matters && !mayFallBack() ? guard.forbidAlternatives() : null;
          if (refusal) {
            if (!outcome) body.cancel();
            return refusal;
          }
          const head = splice ? spliced(gathered.bytes(), splice) : gathered.bytes();
          return outcome === 'whole' ? head : rest(head, splice ? growth(splice) : 0);
        },
        discard() {
          if (!outcome) body.cancel();
        },
        failure: () => (outcome === 'whole' ? null : outcome),
      });
    };
    /** The body while it is still coming: what is here, then what comes. */
    const rest = (head: Uint8Array, grown: number): ByteSource => ({
      ...(rules.declared === undefined ? {} : { length: rules.declared + grown }),
      start(sink) {
        onward = sink;
        const more = sink.write(head);
        if (outcome === 'whole') sink.end();
        else if (outcome) sink.fail(outcome);
        else if (more) body.resume();
      },
      resume() {
        if (!outcome) body.resume();
      },
      cancel(reason) {
        onward = null;
        if (!outcome) body.cancel(reason);
      },
    });
    const fail = (error: Error): void => {
      outcome = error;
      if (answered) onward?.fail(error);
      else reject(error);
    };
    const refuseWith = (refusal: Refusal): void => {
      body.cancel();
      if (answered) return fail(new GatewayError(refusal.code, refusal.message));
      outcome = 'whole';
      answered = true;
      resolve(refusal);
    };

    body.start({
      write(chunk) {
        const refusal = guard.admit(chunk);
        if (refusal) {
          refuseWith(refusal);
          return false;
        }
        if (onward) return onward.write(chunk);
        gathered.add(chunk);
        if (answered) return false;
        if (!guard.settled() || !worthStreaming()) return true;
        answer();
        return false;
      },
      end() {
        const refusal = guard.finish();
        if (refusal) return refuseWith(refusal);
        outcome = 'whole';
        if (onward) onward.end();
        else if (!answered) answer();
      },
      fail,
    });
  });
}
