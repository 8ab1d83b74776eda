/** A token endpoint behind a transport, which answers when it is told to and keeps what it was asked. */
import type { Transport, UpstreamRequest, UpstreamResponse } from '../ports/transport.ts';
import { bytesFrom } from '../wire/byte-source.ts';

/** What the endpoint is to say. */
export interface TokenAnswer {
  readonly status?: number;
  readonly body?: unknown;
}

export interface TokenEndpoint extends Transport {
  readonly asked: UpstreamRequest[];
  cancelled: number;
  /** Answers the next request, or the one that waits. An error breaks the exchange off. */
  answer(answer: TokenAnswer | Error): void;
}

export const TOKEN = (token: string, seconds = 3600): TokenAnswer => ({
  body: { access_token: token, expires_in: seconds, token_type: 'Bearer' },
});

export function tokenEndpoint(): TokenEndpoint {
  const answers: (TokenAnswer | Error)[] = [];
  const waiting: ((answer: TokenAnswer | Error) => void)[] = [];
  const next = (): Promise<TokenAnswer | Error> => {
    const ready = answers.shift();
    return ready ? Promise.resolve(ready) : new Promise((resolve) => waiting.push(resolve));
  };
  const self: TokenEndpoint = {
    asked: [],
    cancelled: 0,
    send(request) {
      self.asked.push(request);
      return { response: next().then(responseOf), cancel: () => (self.cancelled += 1) };
    },
    answer(answer) {
      const resolve = waiting.shift();
      if (resolve) resolve(answer);
      else answers.push(answer);
    },
  };
  return self;
}

function responseOf(answer: TokenAnswer | Error): UpstreamResponse {
  if (answer instanceof Error) throw answer;
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {});
  return {
    status: answer.status ?? 200,
    statusText: '',
    headers: ['content-type', 'application/json'],
    body: bytesFrom(new TextEncoder().encode(text)),
  };
}
