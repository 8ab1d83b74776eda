import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpus, type CorpusCase } from '../testing/corpus.ts';
import { createObserver, type Observation } from './observe.ts';

const CASES = corpus();

interface Way {
  readonly cuts?: readonly number[];
  readonly body?: CorpusCase['body'];
  readonly captureBytes?: number;
}

function observe(item: CorpusCase, { cuts = [], body = item.body, captureBytes }: Way = {}): Observation {
  let seen: Observation | undefined;
  const { format, status, headers } = item;
  const observer = createObserver({
    format,
    status,
    headers,
    now: () => 0,
    captureBytes,
    done: (observation) => (seen = observation),
  });
  if (body instanceof Uint8Array) {
    let from = 0;
    for (const cut of [...cuts, body.length]) {
      // A chunk whose memory is used again behind the observer's back.
      const chunk = body.slice(from, cut);
      observer.write(chunk);
      chunk.fill(0);
      from = cut;
    }
  } else {
    for (const message of body) observer.message(message);
  }
  observer.end();
  return seen as Observation;
}

const everywhere = ({ body }: CorpusCase): number[] =>
  body instanceof Uint8Array ? Array.from(body, (_, index) => index) : [];

describe.each(CASES)('$name', (item) => {
  it('is read', () => {
    const seen = observe(item);
    expect(seen).toMatchObject(item.expected);
    // What is not told is not there.
    expect(seen.usage).toEqual(item.expected.usage);
    expect(seen.reading).toEqual({ state: 'read' });
  });

  it('is read alike byte by byte', () => {
    expect(observe(item, { cuts: everywhere(item) })).toEqual(observe(item));
  });

  it('is read alike in chunks of any size', () => {
    if (!(item.body instanceof Uint8Array)) return;
    const whole = observe(item);
    const cuts = fc
      .array(fc.integer({ min: 0, max: item.body.length }), { maxLength: 20 })
      .map((list) => list.sort((one, other) => one - other));
    fc.assert(
      fc.property(cuts, (cuts) => {
        expect(observe(item, { cuts })).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  it('is read alike where its messages are long', () => {
    const { bytes: _, ...whole } = observe(item);
    expect(observe(item, { body: item.padded })).toMatchObject(whole);
  });

  it('is captured as one object', () => {
    const { capture, ...seen } = observe(item, { captureBytes: 1_000_000, cuts: [7, 300] });
    expect(capture).toEqual({ body: item.captured, cut: null });
    expect({ ...seen, capture: null }).toEqual(observe(item));
  });
});
