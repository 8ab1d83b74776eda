/** Answers as they come, and ends on either side. */
import { once } from 'node:events';
import { expect } from 'vitest';
import type { Answer } from '../client.ts';
import type { Reached, Upstream } from '../upstream.ts';
import type { GatewayCase, GatewayStage } from './case.ts';

interface Stream {
  write(text: string): void;
  end(): void;
  cut(): void;
}

/** Answers with a stream that the case writes by hand. */
function streamByHand(upstream: Upstream): { opened: Promise<Stream> } {
  return {
    opened: new Promise((resolve) => {
      upstream.answer = (_req, res) => {
        res.writeHead(200, { 'content-type': 'text/event-stream' });
        res.flushHeaders();
        resolve({
          write: (text) => void res.write(text),
          end: () => void res.end(),
          cut: () => void res.socket?.destroy(),
        });
      };
    }),
  };
}

async function next(body: AsyncIterator<Uint8Array>): Promise<string> {
  const { value, done } = await body.next();
  return done ? '' : Buffer.from(value as Uint8Array).toString();
}

const CALL = { method: 'POST', path: '/v1/responses', body: '{"model":"gpt-5"}' };
const open = ({ client }: GatewayStage): Promise<Answer> => client.open(CALL);

export const streamCases: readonly GatewayCase[] = [
  {
    name: 'passes each event on when it comes, not before and not later',
    async run(stage) {
      const { opened } = streamByHand(stage.upstream);
      const answer = await open(stage);
      const stream = await opened;
      const body = answer.body[Symbol.asyncIterator]();
      for (const text of ['data: 1\n\n', 'data: 2\n\n', ': ping\n\n']) {
        stream.write(text);
        expect(await next(body)).toBe(text);
      }
      stream.end();
      expect(await next(body)).toBe('');
    },
  },
  {
    name: 'cuts off what upstream cut off',
    async run(stage) {
      const { opened } = streamByHand(stage.upstream);
      const answer = await open(stage);
      const body = answer.body[Symbol.asyncIterator]();
      const stream = await opened;
      stream.write('data: half');
      expect(await next(body)).toBe('data: half');
      stream.cut();
      await expect(next(body)).rejects.toBeInstanceOf(Error);
    },
  },
  {
    name: 'ends the exchange upstream when the client leaves mid-stream',
    async run(stage) {
      const { opened } = streamByHand(stage.upstream);
      const answer = await open(stage);
      (await opened).write('data: 1\n\n');
      await next(answer.body[Symbol.asyncIterator]());
      answer.leave();
      await stage.only().gone;
    },
  },
  {
    name: 'ends it when the client leaves before there is an answer',
    async run({ client, upstream }) {
      const leave = new AbortController();
      const reached = new Promise<Reached>((resolve) => {
        upstream.answer = (_req, _res, it) => resolve(it);
      });
      client.open(CALL, leave.signal).catch(() => {});
      const { gone } = await reached;
      leave.abort();
      await gone;
    },
  },
  {
    name: 'stops the provider while the client does not read',
    async run(stage) {
      const chunk = Buffer.alloc(64 * 1024, 'y');
      let written = 0;
      const stalled = new Promise<void>((resolve) => {
        stage.upstream.answer = (_req, res) => {
          res.writeHead(200, { 'content-type': 'text/plain' });
          const fill = (): void => {
            while (written < 4_000) {
              written += 1;
              if (!res.write(chunk)) return void once(res, 'drain').then(fill, () => {});
            }
            res.end();
          };
          fill();
          // Nothing is written for a while: every buffer on the way is full.
          let before = -1;
          const watch = setInterval(() => {
            if (written === before) {
              clearInterval(watch);
              resolve();
            }
            before = written;
          }, 150);
        };
      });
      const answer = await open(stage);
      await stalled;
      expect(written).toBeLessThan(1_000);
      answer.leave();
    },
  },
];
