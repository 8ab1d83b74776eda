/**
 * The transport for runtimes that offer `fetch` and nothing else. It is the slow way (docs/benchmarks.md), and it costs
 * some faithfulness: `fetch` decodes compressed answers, so they go on decoded, and it adds headers of its own.
 */
import { GatewayError } from '../errors.ts';
import type { Deadlines, Transport, UpstreamRequest, UpstreamResponse } from '../ports.ts';
import { bytesFromStream, bytesFrom, streamFromBytes, type ByteSource } from '../wire/byte-source.ts';
import { headerListOf, headersOf } from '../wire/header-list.ts';

/**
 * Makes a transport of a `fetch`.
 *
 * Of the deadlines it keeps `total`, and `firstByte` (counted from the start, since fetch does not tell when the request
 * was sent); `connect` and `idle` are the runtime's own.
 *
 * @param fetcher default: the runtime's global one, looked up at each call
 */
export function createFetchTransport(fetcher?: typeof fetch): Transport {
  return {
    send(request) {
      const abort = new AbortController();
      const response = exchange(fetcher ?? fetch, request, abort);
      // The exchange may be cancelled before anybody looks at the response.
      response.catch(() => {});
      return { response, cancel: (reason) => abort.abort(reason) };
    },
  };
}

async function exchange(
  fetcher: typeof fetch,
  { method, origin, path, headers, body, deadlines }: UpstreamRequest,
  abort: AbortController,
): Promise<UpstreamResponse> {
  const timers = startTimers(deadlines, abort, new URL(origin).host);
  try {
    const response = await fetcher(origin + path, {
      method,
      headers: headersOf(headers),
      body: body && (body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : streamFromBytes(body)),
      // A credential never follows a redirect (field.md D26).
      redirect: 'manual',
      signal: abort.signal,
      // The body is sent while the answer may already come; the types of some runtimes lack the field.
      ...({ duplex: 'half' } as object),
    });
    timers.headArrived();
    return {
      status: response.status,
      statusText: response.statusText,
      headers: withoutCoding(headerListOf(response.headers)),
      body: response.body ? endingTimers(bytesFromStream(response.body), timers.done) : bytesFrom(),
    };
  } catch (error) {
    timers.done();
    const reason: unknown = abort.signal.reason;
    if (GatewayError.is(reason)) throw reason;
    throw new GatewayError(
      'upstream_unreachable',
      `provider host ${new URL(origin).host} could not be reached`,
      {
        cause: error,
      },
    );
  }
}

/** `fetch` has decoded the body: what described the encoded one is no longer true. */
function withoutCoding(headers: string[]): string[] {
  const coded = headers.some((name, i) => i % 2 === 0 && name.toLowerCase() === 'content-encoding');
  if (!coded) return headers;
  return headers.filter((_, i) => {
    const name = (headers[i - (i % 2)] as string).toLowerCase();
    return name !== 'content-encoding' && name !== 'content-length';
  });
}

interface Timers {
  headArrived(): void;
  done(): void;
}

function startTimers({ firstByte, total }: Deadlines, abort: AbortController, host: string): Timers {
  const late = (after: number): ReturnType<typeof setTimeout> | undefined =>
    after > 0
      ? setTimeout(() => {
          abort.abort(
            new GatewayError('upstream_timeout', `provider host ${host} did not answer within ${after} ms`),
          );
        }, after)
      : undefined;
  const head = late(firstByte);
  const whole = late(total);
  return {
    headArrived: () => clearTimeout(head),
    done() {
      clearTimeout(head);
      clearTimeout(whole);
    },
  };
}

function endingTimers(source: ByteSource, done: () => void): ByteSource {
  return {
    start(sink) {
      source.start({
        write: (chunk) => sink.write(chunk),
        end() {
          done();
          sink.end();
        },
        fail(error) {
          done();
          sink.fail(error);
        },
      });
    },
    resume: () => source.resume(),
    cancel(reason) {
      done();
      source.cancel(reason);
    },
  };
}
