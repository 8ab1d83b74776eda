import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ResponseBody } from './response-body.ts';

const chunk = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A body, and a reader that notes what it is given and answers as told. */
function reading(answers: readonly boolean[] = []): {
  body: ResponseBody;
  flow: { resume: () => void; cancel: () => void };
  sink: { write(chunk: Uint8Array): boolean; end(): void; fail(error: Error): void };
  calls: string[];
} {
  const flow = { resume: vi.fn(), cancel: vi.fn() };
  const calls: string[] = [];
  const left = [...answers];
  const sink = {
    write(bytes: Uint8Array) {
      calls.push(Buffer.from(bytes).toString());
      return left.shift() ?? true;
    },
    end: () => void calls.push('end'),
    fail: (error: Error) => void calls.push(error.message),
  };
  return { body: new ResponseBody(flow), flow, sink, calls };
}

describe('what comes before the reader', () => {
  it('waits and is given in order, with the end', () => {
    const { body, sink, calls } = reading();
    body.push(chunk('a'));
    body.push(chunk('b'));
    body.end();
    body.start(sink);
    expect(calls).toEqual(['a', 'b', 'end']);
  });

  it('waits up to a limit, then the provider has to', () => {
    const { body, flow, sink } = reading();
    expect(body.push(new Uint8Array(65_535))).toBe(true);
    expect(body.push(new Uint8Array(1))).toBe(false);
    body.start(sink);
    expect(flow.resume).toHaveBeenCalledOnce();
    expect(body.push(chunk('c'))).toBe(true);
  });

  it('is given before the break is told', () => {
    const { body, sink, calls } = reading();
    body.push(chunk('a'));
    body.fail(new Error('cut'));
    body.start(sink);
    expect(calls).toEqual(['a', 'cut']);
  });
});

describe('a reader that refuses', () => {
  it('is given nothing more until it resumes, though more comes', () => {
    const { body, flow, sink, calls } = reading([false, true, false]);
    body.push(chunk('a'));
    body.start(sink);
    expect(body.push(chunk('b'))).toBe(true);
    expect(body.push(chunk('c'))).toBe(true);
    expect(calls).toEqual(['a']);
    expect(flow.resume).not.toHaveBeenCalled();
    body.resume();
    expect(calls).toEqual(['a', 'b', 'c']);
    body.end();
    body.resume();
    expect(calls).toEqual(['a', 'b', 'c', 'end']);
  });

  it('hears of a break at once', () => {
    const { body, sink, calls } = reading([false]);
    body.push(chunk('a'));
    body.push(chunk('b'));
    body.start(sink);
    body.fail(new Error('cut'));
    expect(calls).toEqual(['a', 'cut']);
  });
});

it('after cancelling the reader is left alone', () => {
  const { body, flow, sink, calls } = reading();
  body.start(sink);
  body.push(chunk('a'));
  body.cancel();
  body.push(chunk('b'));
  body.end();
  body.fail(new Error('late'));
  expect(calls).toEqual(['a']);
  expect(flow.cancel).toHaveBeenCalledOnce();
});

it('whatever the pace of either side, every byte arrives once and in order, and only when it is wanted', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('push' as const), size: fc.integer({ min: 1, max: 40_000 }) }),
    fc.record({ kind: fc.constant('resume' as const), size: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(step), fc.array(fc.boolean()), fc.nat(5), (steps, answers, startAt) => {
      const body = new ResponseBody({ resume() {}, cancel() {} });
      const sent: Uint8Array[] = [];
      const received: Uint8Array[] = [];
      let wanted = true;
      let ends = 0;
      const left = [...answers];
      const sink = {
        write(bytes: Uint8Array) {
          expect(wanted).toBe(true);
          received.push(bytes);
          wanted = left.shift() ?? true;
          return wanted;
        },
        end: () => void ends++,
        fail: () => expect.unreachable('nothing broke'),
      };
      let started = false;
      const start = (): void => {
        if (started) return;
        started = true;
        body.start(sink);
      };
      steps.forEach(({ kind, size }, i) => {
        if (i === startAt) start();
        if (kind === 'push') {
          sent.push(new Uint8Array(size).fill(i));
          body.push(sent.at(-1) as Uint8Array);
        } else if (started) {
          wanted = true;
          body.resume();
        }
      });
      start();
      body.end();
      for (let i = 0; i <= steps.length; i++) {
        wanted = true;
        body.resume();
      }
      expect(Buffer.concat(received).equals(Buffer.concat(sent))).toBe(true);
      expect(ends).toBe(1);
    }),
    { numRuns: 60 },
  );
});
