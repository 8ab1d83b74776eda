import { describe, expect, it } from 'vitest';
import { collectBytes, streamFromBytes, type ByteSource } from '../wire/byte-source.ts';
import { pagesAsBytes, type Page } from './export.ts';

const TABLE = {
  head: 'head\n',
  rows: (items: readonly string[]) => items.map((item) => `${item}\n`).join(''),
};
const page = (from: number, to: number, next: string | null): Page<string> => ({
  items: Array.from({ length: to - from }, (_, i) => `s${from + i}`),
  next,
});
/** Pages of two, of so many records. */
function pages(count: number) {
  const fetched: string[] = [];
  const at = (start: number, size = 2): Page<string> => {
    const end = Math.min(start + size, count);
    return page(start, end, end < count ? String(end) : null);
  };
  const next = async (cursor: string, left: number): Promise<Page<string>> => {
    fetched.push(cursor);
    return at(Number(cursor), Math.min(2, left));
  };
  return { fetched, first: at(0), next };
}
const failed = (error: unknown): void => {
  throw error;
};
const lines = (count: number): string =>
  TABLE.head + Array.from({ length: count }, (_, i) => `s${i}\n`).join('');
const textOf = async (bytes: ByteSource | Uint8Array): Promise<string> =>
  new TextDecoder().decode(bytes instanceof Uint8Array ? bytes : await collectBytes(bytes));

describe('an export', () => {
  it.each([
    [0, 10, 0],
    [2, 10, 0],
    [3, 10, 1],
    [7, 10, 3],
    [7, 7, 3],
    [7, 3, 1],
    [7, 2, 0],
    [8, 4, 1],
  ])('of %i items and %i at most', async (there, count, further) => {
    const { first, next, fetched } = pages(there);
    const bytes = pagesAsBytes(first, { table: TABLE, count, next, failed });
    expect(await textOf(bytes)).toBe(lines(Math.min(there, count)));
    expect(fetched).toHaveLength(further);
    // What is there at once has a length.
    expect(bytes instanceof Uint8Array).toBe(further === 0);
  });

  it('fetches a page when the one before was taken, and none after its reader left', async () => {
    const { first, next, fetched } = pages(100);
    const source = pagesAsBytes(first, { table: TABLE, count: 100, next, failed }) as ByteSource;
    const reader = streamFromBytes(source).getReader();
    await reader.read();
    await reader.read();
    const soFar = fetched.length;
    expect(soFar).toBeLessThanOrEqual(2);
    // A turn of the event loop in which it could have gone on.
    await new Promise((resolve) => setTimeout(resolve));
    expect(fetched.length).toBeLessThanOrEqual(soFar + 1);
    const before = fetched.length;
    await reader.cancel();
    await new Promise((resolve) => setTimeout(resolve));
    expect(fetched).toHaveLength(before);
  });

  it('goes on where its reader said to wait', async () => {
    const { first, next, fetched } = pages(5);
    const source = pagesAsBytes(first, { table: TABLE, count: 5, next, failed }) as ByteSource;
    const chunks: string[] = [];
    let ended = 0;
    let took: () => void;
    const taken = (): Promise<void> => new Promise((resolve) => (took = resolve));
    const first2 = taken();
    source.start({
      write(chunk) {
        chunks.push(new TextDecoder().decode(chunk));
        took();
        return false;
      },
      end() {
        ended += 1;
        took();
      },
      fail: failed,
    });
    await first2;
    expect([chunks, fetched, ended]).toEqual([['head\ns0\ns1\n'], [], 0]);
    for (const [expected, ends] of [
      ['s2\ns3\n', 0],
      ['s4\n', 0],
      [undefined, 1],
    ] as const) {
      const step = taken();
      source.resume();
      // Told twice is told once.
      source.resume();
      await step;
      expect([chunks.at(-1) === expected || expected === undefined, ended]).toEqual([true, ends]);
    }
    expect(chunks.join('')).toBe(lines(5));
  });

  it('that is left while a page is on its way writes no more', async () => {
    const { first } = pages(100);
    let give: (page: Page<string>) => void = () => {};
    const source = pagesAsBytes(first, {
      table: TABLE,
      count: 100,
      next: () => new Promise((resolve) => (give = resolve)),
      failed,
    }) as ByteSource;
    const heard: string[] = [];
    source.start({
      write: () => heard.push('write') > 0,
      end: () => heard.push('end'),
      fail: () => heard.push('fail'),
    });
    source.cancel();
    give(page(2, 4, '4'));
    await new Promise((resolve) => setTimeout(resolve));
    expect(heard).toEqual(['write']);
  });

  it('ends for certain, also before a store that has no end', async () => {
    const bytes = pagesAsBytes(page(0, 2, 'on'), {
      table: TABLE,
      count: 100,
      next: async () => page(0, 0, 'on'),
      failed,
    });
    expect(await textOf(bytes)).toBe(lines(2));
  });

  it('breaks off with its store, and says why once', async () => {
    const why: unknown[] = [];
    const bytes = pagesAsBytes(page(0, 2, 'on'), {
      table: TABLE,
      count: 100,
      next: () => Promise.reject(new Error('gone')),
      failed: (error) => why.push(error),
    });
    await expect(textOf(bytes)).rejects.toThrow('gone');
    expect(why).toEqual([new Error('gone')]);
  });
});
