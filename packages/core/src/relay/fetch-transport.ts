/**
 * The transport for runtimes that offer `fetch` and nothing else. It is the slow way (docs/decisions/0002), and it costs
 * some faithfulness: `fetch` decodes compressed answers, so they go on decoded, and it adds headers of its own.
 */
import { GatewayError } from '../errors.ts';
import type { Deadlines, Transport, UpstreamRequest, UpstreamResponse } from '../ports/transport.ts';
import { bytesFromStream, bytesFrom, streamFromBytes, type ByteSource } from '../wire/byte-source.ts';
import { headerListOf, headersOf } from '../wire/header-list.ts';

/**
 * Makes a transport of a `fetch`.
 *
 * Of the deadlines it keeps `total`, `idle`, and `firstByte` (counted from the start, since fetch does not tell when the
 * request was sent); `connect` is the runtime's own.
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
      body: timed(response.body ? bytesFromStream(response.body) : bytesFrom(), timers),
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
  /** Counts the time until the next chunk anew. */
  waiting(): void;
  paused(): void;
  done(): void;
}

function startTimers({ firstByte, idle, total }: Deadlines, abort: AbortController, host: string): Timers {
  const late = (after: number, what: string): ReturnType<typeof setTimeout> | undefined =>
    after > 0
      ? setTimeout(() => {
          const message = `provider host ${host} did not ${what} within ${after} ms`;
          abort.abort(new GatewayError('upstream_timeout', message));
        }, after)
      : undefined;
  const head = late(firstByte, 'answer');
  const whole = late(total, 'finish its answer');
  let chunk: ReturnType<typeof setTimeout> | undefined;
  return {
    headArrived: () => clearTimeout(head),
    waiting() {
      clearTimeout(chunk);
      chunk = late(idle, 'send more of its answer');
    },
    paused: () => clearTimeout(chunk),
    done() {
      clearTimeout(head);
      clearTimeout(whole);
      clearTimeout(chunk);
    },
  };
}

/** The body, with the time between its chunks counted while somebody waits for them. */
function timed(source: ByteSource, timers: Timers): ByteSource {
  return {
    start(sink) {
      timers.waiting();
      source.start({
        write(chunk) {
          const more = sink.write(chunk);
          // A client that reads slowly is no fault of the provider.
          if (more) timers.waiting();
          else timers.paused();
          return more;
        },
        end() {
          timers.done();
          sink.end();
        },
        fail(error) {
          timers.done();
          sink.fail(error);
        },
      });
    },
    resume() {
      timers.waiting();
      source.resume();
    },
    cancel(reason) {
      timers.done();
      source.cancel(reason);
    },
  };
}
