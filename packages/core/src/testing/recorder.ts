/** A transport for tests that keeps what it was asked to send and answers as it is told. */
import type { Transport, UpstreamRequest, UpstreamResponse } from '../ports/transport.ts';
import { bytesFrom, collectBytes } from '../wire/byte-source.ts';

export interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Recorder extends Transport {
  readonly sent: Recorded[];
  cancelled: number;
}

const encoder = new TextEncoder();

export function recorder(answer: Partial<UpstreamResponse> | Error = {}): Recorder {
  const sent: Recorded[] = [];
  const self: Recorder = {
    sent,
    cancelled: 0,
    send(request) {
      return { response: exchange(request), cancel: () => (self.cancelled += 1) };
    },
  };
  async function exchange({
    method,
    origin,
    path,
    headers,
    body,
  }: UpstreamRequest): Promise<UpstreamResponse> {
    const bytes =
      body === null ? new Uint8Array() : body instanceof Uint8Array ? body : await collectBytes(body);
    const pairs: Record<string, string> = {};
    for (let i = 0; i < headers.length; i += 2) {
      const name = (headers[i] as string).toLowerCase();
      pairs[name] = name in pairs ? `${pairs[name]}, ${headers[i + 1]}` : (headers[i + 1] as string);
    }
    sent.push({ method, url: origin + path, headers: pairs, body: new TextDecoder().decode(bytes) });
    if (answer instanceof Error) throw answer;
    return {
      status: 200,
      statusText: '',
      headers: ['content-type', 'application/json'],
      body: bytesFrom(encoder.encode('{"ok":true}')),
      ...answer,
    };
  }
  return self;
}
