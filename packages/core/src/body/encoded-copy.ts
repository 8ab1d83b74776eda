/**
 * The encoded bytes of a body, which two readers want: the decoder, for the rules, and the provider, which gets them as
 * they came. They come once, at the pace of the slower of the two.
 */
import { GatewayError } from '../errors.ts';
import type { ByteSink, ByteSource } from '../wire/byte-source.ts';
import { Gathered } from './gathered.ts';
import { tooLarge } from './guard.ts';

/** A body that is decoded while its encoded bytes are kept, or sent on. */
export interface EncodedCopy {
  /** For the decoder. */
  readonly source: ByteSource;
  /** Bytes that have come. */
  seen(): number;
  /** All of it, once it has come whole. */
  bytes(): Uint8Array;
  /** Nobody will want the encoded bytes. */
  forget(): void;
  /**
   * The encoded bytes on their way to the provider. What came last stays behind until `judged` has come to its end, so
   * that the provider never has all of a body that breaks a rule.
   *
   * @param judged the decoded bytes of the same body, with the rules applied to them
   */
  onward(judged: ByteSource): ByteSource;
}

/** What a body's bytes must keep before they are decoded. */
export interface EncodedRules {
  readonly maxBytes: number;
  /** The declared `content-length`, if there is one. */
  readonly declared: number | undefined;
  /** Looks at each chunk; an error ends the body. */
  readonly check: (chunk: Uint8Array) => Error | null;
}

const NOTHING = new Uint8Array(0);

/** Makes a copy of a body that has not been started. */
export function createEncodedCopy(
  body: ByteSource,
  { maxBytes, declared, check }: EncodedRules,
): EncodedCopy {
  let gathered: Gathered | null = new Gathered();
  let seen = 0;
  let decoder: ByteSink | null = null;
  let provider: ByteSink | null = null;
  /** Came last, and waits for what is behind it. */
  let held: Uint8Array = NOTHING;
  /** Which of the readers take more; the body waits for both. */
  let decoderReady = true;
  let providerReady = true;
  let waiting = false;

  const goOn = (): void => {
    if (!waiting || !decoderReady || !providerReady) return;
    waiting = false;
    body.resume();
  };
  const fail = (error: Error): false => {
    body.cancel(error);
    const to = decoder;
    decoder = null;
    to?.fail(error);
    return false;
  };

  const source: ByteSource = {
    ...(declared !== undefined && { length: declared }),
    start(sink) {
      decoder = sink;
      body.start({
        write(chunk) {
          seen += chunk.length;
          if (seen > maxBytes) return fail(new GatewayError('body_too_large', tooLarge(maxBytes).message));
          const error = check(chunk);
          if (error) return fail(error);
          if (gathered) gathered.add(chunk);
          else if (provider) {
            if (held.length > 0) providerReady = provider.write(held);
            held = chunk;
          }
          decoderReady = decoder?.write(chunk) ?? false;
          waiting = !decoderReady || !providerReady;
          return !waiting;
        },
        end: () => decoder?.end(),
        fail: (error) => decoder?.fail(error),
      });
    },
    resume() {
      decoderReady = true;
      goOn();
    },
    cancel(reason) {
      decoder = null;
      body.cancel(reason);
    },
  };

  return {
    source,
    seen: () => seen,
    bytes: () => gathered?.bytes() ?? NOTHING,
    forget() {
      gathered = null;
    },
    onward: (judged) => ({
      ...(declared !== undefined && { length: declared }),
      start(sink) {
        held = gathered?.bytes() ?? NOTHING;
        gathered = null;
        provider = sink;
        judged.start({
          write: () => true,
          end() {
            provider = null;
            if (held.length > 0) sink.write(held);
            sink.end();
          },
          fail(error) {
            provider = null;
            sink.fail(error);
          },
        });
      },
      resume() {
        providerReady = true;
        goOn();
      },
      cancel(reason) {
        provider = null;
        judged.cancel(reason);
      },
    }),
  };
}
