/**
 * Takes a compressed request body in. The rules are applied to what it decodes to, all of it; what goes on are the bytes
 * that came, as they came, unless something has to be cut out of them. Then it is the decoded body that goes on.
 */
import { GatewayError, isRefusal, refusalOf, refuse, type Refusal } from '../errors.ts';
import type { Decoders } from '../ports/decoders.ts';
import type { ByteSource } from '../wire/byte-source.ts';
import { createEncodedCopy } from './encoded-copy.ts';
import { tooLarge, type IntakeRules } from './guard.ts';
import { takeIn, type Intake } from './intake.ts';

/** Bytes that may come out of each byte that came in: what expands further costs its reader more than its sender (field.md D16). */
export const MAX_RATIO: number = 200;
/** Up to this many bytes the ratio does not matter: honest text may repeat itself, and is never longer. */
export const RATIO_FREE: number = 8_388_608;

/** How a body is compressed. */
export interface Encoding {
  /** In the order in which they were applied. */
  readonly codings: readonly string[];
  readonly decoders: Decoders;
}

/** Takes a body in until its model is known. The intake is of the decoded body; see {@link takeIn}. */
export async function takeInEncoded(
  body: ByteSource,
  rules: IntakeRules,
  { codings, decoders }: Encoding,
): Promise<Intake | Refusal> {
  const { scanner, maxBytes, declared } = rules;
  if (declared !== undefined && declared > maxBytes) {
    body.cancel();
    return tooLarge(maxBytes);
  }
  const copy = createEncodedCopy(body, {
    maxBytes,
    declared,
    check: (chunk) => (scanner?.couldBePlain(chunk) ? looksPlain(codings) : null),
  });
  let decoded = copy.source;
  for (const coding of codings.toReversed()) {
    const layer = decoders.decode(coding, decoded, { maxBytes });
    if (!layer) {
      body.cancel();
      return refuse('unsupported_encoding', `the coding "${coding}" is not read`);
    }
    decoded = withinRatio(layer, copy.seen);
  }
  let intake: Intake | Refusal;
  try {
    intake = await takeIn(decoded, { scanner, maxBytes, declared: undefined });
  } catch (error) {
    // The decoder's word on the client's bytes is a refusal like any other.
    if (GatewayError.is(error)) return refusalOf(error);
    throw error;
  }
  if (isRefusal(intake)) return intake;
  const { forward } = intake;
  return {
    ...intake,
    // As they came.
    seen: copy.seen,
    length: declared,
    forward(splice, mayFallBack) {
      const judged = forward(splice, mayFallBack);
      if (isRefusal(judged)) return judged;
      if (splice) {
        copy.forget();
        return judged;
      }
      return judged instanceof Uint8Array ? copy.bytes() : copy.onward(judged);
    },
  };
}

/** A source that fails once it has given too much for what came in. */
function withinRatio(source: ByteSource, seen: () => number): ByteSource {
  let given = 0;
  return {
    start(sink) {
      source.start({
        write(chunk) {
          given += chunk.length;
          if (given <= RATIO_FREE || given <= MAX_RATIO * seen()) return sink.write(chunk);
          source.cancel();
          sink.fail(
            new GatewayError(
              'body_too_large',
              `the request body expands to more than ${MAX_RATIO} times its length; send it uncompressed`,
            ),
          );
          return false;
        },
        end: () => sink.end(),
        fail: (error) => sink.fail(error),
      });
    },
    resume: () => source.resume(),
    cancel: (reason) => source.cancel(reason),
  };
}

/**
 * The coding br has no mark by which it is known: the same bytes can be a body of that coding with one model and plain
 * JSON with another, for a vendor that does not look at the header (field.md D21).
 */
function looksPlain(codings: readonly string[]): GatewayError {
  return new GatewayError(
    'invalid_request',
    `content-encoding says ${codings.join(', ')}, but the request body could be read uncompressed; leave the header out, or compress the body`,
  );
}
