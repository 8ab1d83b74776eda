/** One small client for all faces, which shows headers and bytes as they came. */
import { Agent, request as requestHttp1, type IncomingMessage } from 'node:http';
import { connect, constants } from 'node:http2';
import { Readable, type Writable } from 'node:stream';
import { rawResponseOf, streamFromBytes, sourceOf, type HeaderList } from '@aperturejs/core/wire';
import type { FetchHandler } from '../bridge/node-http.ts';

/** A request to send. `host` and framing come by themselves unless they are given. */
export interface Ask {
  readonly method?: string;
  readonly path: string;
  /** Name, value, name, value … */
  readonly headers?: HeaderList;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

/** The answer's head, and its body as it comes. */
export interface Answer {
  readonly status: number;
  /** Empty on HTTP/2. */
  readonly statusText: string;
  /** Names in lower case. HTTP/2 joins repeats, all but `set-cookie`. */
  readonly headers: HeaderList;
  /** Throws if the body breaks off. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Leaves without reading the rest. */
  leave(): void;
}

/** A whole answer. */
export interface WholeAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The body as JSON. */
  json<T>(): T;
  /** All values of a header. */
  header(name: string): string[];
}

/** A client of one running face. */
export interface Client {
  /** Resolves with the head. */
  open(ask: Ask, leave?: AbortSignal): Promise<Answer>;
  /** Resolves with the whole answer. */
  fetch(ask: Ask): Promise<WholeAnswer>;
  close(): void;
}

/** Speaks HTTP/1.1 on kept-alive connections. */
export function http1Client(port: number, mount = ''): Client {
  const agent = new Agent({ keepAlive: true });
  return clientOf(
    (ask, leave) =>
      new Promise((resolve, reject) => {
        const headers = [...(ask.headers ?? [])];
        const names = new Set(headers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()));
        if (!names.has('host')) headers.unshift('host', `127.0.0.1:${port}`);
        if (!names.has('content-length') && !names.has('transfer-encoding')) headers.push(...framing(ask));
        const { method = 'GET' } = ask;
        const req = requestHttp1(
          {
            agent,
            host: '127.0.0.1',
            port,
            method,
            path: mount + ask.path,
            headers,
            ...(leave && { signal: leave }),
          },
          (res: IncomingMessage) => {
            resolve({
              status: res.statusCode ?? 0,
              statusText: res.statusMessage ?? '',
              headers: res.rawHeaders.map((text, i) => (i % 2 === 0 ? text.toLowerCase() : text)),
              body: res,
              leave: () => req.destroy(),
            });
          },
        );
        req.on('error', reject);
        upload(ask.body, req);
      }),
    () => agent.destroy(),
  );
}

/** Speaks HTTP/2 without TLS. */
export function http2Client(port: number, mount = ''): Client {
  const session = connect(`http://127.0.0.1:${port}`);
  session.on('error', () => {});
  return clientOf(
    (ask, leave) =>
      new Promise((resolve, reject) => {
        const headers: Record<string, string | string[]> = {
          ':method': ask.method ?? 'GET',
          ':path': mount + ask.path,
        };
        const list = ask.headers ?? [];
        for (let i = 0; i < list.length; i += 2) {
          const name = (list[i] as string).toLowerCase();
          headers[name === 'host' ? ':authority' : name] = [
            ...[headers[name] ?? []].flat(),
            list[i + 1] as string,
          ];
        }
        for (const [name, value] of Object.entries(headers)) {
          if (Array.isArray(value) && value.length === 1) headers[name] = value[0] as string;
        }
        const stream = session.request(headers, { endStream: ask.body === undefined });
        const cancel = (): void => stream.close(constants.NGHTTP2_CANCEL);
        leave?.addEventListener('abort', cancel);
        stream.on('error', reject);
        stream.on('aborted', () => reject(new Error('aborted')));
        stream.on('close', () => reject(new Error('closed without an answer')));
        stream.on('response', (head) => {
          const received = Object.entries(head).flatMap(([name, value]) =>
            name.startsWith(':') ? [] : [value].flat().flatMap((item) => [name, String(item)]),
          );
          const status = Number(head[':status']);
          resolve({ status, statusText: '', headers: received, body: unbroken(stream), leave: cancel });
        });
        upload(ask.body, stream);
      }),
    () => session.destroy(),
  );
}

/** Calls a handler without a server, with native objects. */
export function memoryClient(handler: FetchHandler): Client {
  return clientOf(
    async (ask, leave) => {
      const headers = new Headers();
      const list = ask.headers ?? [];
      for (let i = 0; i < list.length; i += 2) headers.append(list[i] as string, list[i + 1] as string);
      const { body, method = 'GET' } = ask;
      const abort = new AbortController();
      leave?.addEventListener('abort', () => abort.abort());
      const request = new Request(`http://localhost${ask.path}`, {
        method,
        headers,
        signal: abort.signal,
        ...(body !== undefined && {
          // Not as a string: a Request would declare it text/plain, which a socket does not.
          body:
            typeof body === 'string' || body instanceof Uint8Array
              ? Buffer.from(body)
              : Readable.toWeb(Readable.from(body)),
          duplex: 'half',
        }),
      } as RequestInit);
      const raw = rawResponseOf(await handler(request, { remoteAddress: '127.0.0.1', remotePort: 50_000 }));
      const source = sourceOf(raw.body);
      const stream = source && streamFromBytes(source);
      const reader = stream?.[Symbol.asyncIterator]();
      return {
        status: raw.status,
        statusText: raw.statusText,
        headers: raw.headers.map((text, i) => (i % 2 === 0 ? text.toLowerCase() : text)),
        body: reader ? { [Symbol.asyncIterator]: () => reader } : nothing(),
        leave() {
          abort.abort();
          void reader?.return?.();
        },
      };
    },
    () => {},
  );
}

function clientOf(open: Client['open'], close: () => void): Client {
  return {
    open,
    close,
    async fetch(ask) {
      const { status, statusText, headers, body } = await open(ask);
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      const text = bytes.toString();
      return {
        status,
        statusText,
        headers,
        bytes,
        text,
        json: <T>() => JSON.parse(text) as T,
        header: (name) => headers.filter((_, i) => i % 2 === 1 && headers[i - 1] === name),
      };
    },
  };
}

function framing({ body }: Ask): string[] {
  if (body === undefined) return [];
  if (typeof body === 'string') return ['content-length', String(Buffer.byteLength(body))];
  if (body instanceof Uint8Array) return ['content-length', String(body.byteLength)];
  return ['transfer-encoding', 'chunked'];
}

function upload(body: Ask['body'], into: Writable): void {
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    into.end(body);
    return;
  }
  void (async () => {
    for await (const chunk of body) {
      const written = into.write(chunk);
      if (!written) await new Promise((resolve) => into.once('drain', resolve));
    }
    into.end();
  })();
}

/** A reset stream of HTTP/2 ends without an error in the iterator of some versions of Node. */
async function* unbroken(
  stream: Readable & { readonly rstCode?: number | undefined },
): AsyncGenerator<Uint8Array> {
  yield* stream;
  if (stream.rstCode) throw new Error(`the stream was reset with code ${stream.rstCode}`);
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
