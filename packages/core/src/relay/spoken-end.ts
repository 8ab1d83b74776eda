/**
 * Says why a stream ends that the gateway ends itself. A stream that stops in the middle looks like an accident, which
 * Codex answers by sending the whole request five times more (spec/clients.md 5): where the gateway's own deadline has
 * passed it is told so, in the format's own words. A break of the provider's stays a break.
 */
import { GatewayError, refuse, type Refusal } from '../errors.ts';
import type { Format } from '../formats/format.ts';
import type { ByteSource } from '../wire/byte-source.ts';
import { hasHeader, headerValue, type HeaderList } from '../wire/header-list.ts';
import type { RawResponse } from '../wire/raw.ts';

const LF = 0x0a;
const CR = 0x0d;
const encoder = new TextEncoder();

/**
 * The answer, whose stream of events tells of a deadline that ends it.
 *
 * @param requestHeaders of the client, whose dialect decides the words
 */
export function withSpokenEnd(answer: RawResponse, format: Format, requestHeaders: HeaderList): RawResponse {
  const { body, headers, status } = answer;
  const { failureEvent } = format;
  if (!failureEvent || status !== 200 || body === null || body instanceof Uint8Array) return answer;
  const isStream = /^text\/event-stream\b/i.test(headerValue(headers, 'content-type') ?? '');
  // Nothing can be added to a body of a length that was promised, nor to one that is encoded.
  if (!isStream || hasHeader(headers, 'content-length') || hasHeader(headers, 'content-encoding'))
    return answer;
  return {
    ...answer,
    body: speaking(body, (refusal) => encoder.encode(failureEvent(refusal, requestHeaders))),
  };
}

function speaking(source: ByteSource, write: (refusal: Refusal) => Uint8Array): ByteSource {
  /** The last bytes so far, newest last; four are enough to see where an event ends. */
  let last: number[] = [];
  return {
    start(sink) {
      source.start({
        write(chunk) {
          const more = sink.write(chunk);
          last = [...last, ...chunk.subarray(-4)].slice(-4);
          return more;
        },
        end: () => sink.end(),
        fail(error) {
          // In the middle of an event nothing can be said that would not become a part of it.
          if (!GatewayError.is(error) || error.code !== 'upstream_timeout' || !isBoundary(last))
            return sink.fail(error);
          sink.write(write(refuse(error.code, error.message)));
          sink.end();
        },
      });
    },
    resume: () => source.resume(),
    cancel: (reason) => source.cancel(reason),
  };
}

/** The beginning, or an empty line, which ends an event, in each of the line ends that there are. */
function isBoundary(last: readonly number[]): boolean {
  const [a, b, c, d] = [last.at(-4), last.at(-3), last.at(-2), last.at(-1)];
  if (d === undefined) return true;
  if (d === LF) return c === LF || (c === CR && b === LF && a === CR);
  return d === CR && c === CR;
}
