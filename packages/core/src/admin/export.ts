/** Many items as bytes: a page is fetched when the one before has been taken, so no more than one is held. */
import type { ByteSink, ByteSource } from '../wire/byte-source.ts';

/** How items are written. */
export interface Table<Item> {
  /** What stands ahead of them all. */
  readonly head: string;
  rows(items: readonly Item[]): string;
}

/** A page of what a store holds. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}

/** What an export needs besides its first page. */
export interface ExportOptions<Item> {
  readonly table: Table<Item>;
  /** Items to write at most. */
  readonly count: number;
  /** Fetches a further page of no more than `left` items. */
  next(cursor: string, left: number): Promise<Page<Item>>;
  /** Hears why the export broke off; whoever reads it sees that it did. */
  failed(error: unknown): void;
}

const encoder = new TextEncoder();

/** The bytes of a table; all of them at once where the first page is the last. */
export function pagesAsBytes<Item>(
  first: Page<Item>,
  { table, count, next, failed }: ExportOptions<Item>,
): ByteSource | Uint8Array {
  const head = encoder.encode(table.head + table.rows(first.items));
  if (first.next === null || first.items.length >= count) return head;

  let sink: ByteSink | null = null;
  let chunk: Uint8Array | null = head;
  let cursor: string | null = first.next;
  let left = count - first.items.length;
  let flowing = false;

  const fetchPage = async (from: string): Promise<void> => {
    const page = await next(from, left);
    left -= page.items.length;
    // A page without items is the last, or there would be no end of them.
    cursor = left > 0 && page.items.length > 0 ? page.next : null;
    chunk = page.items.length > 0 ? encoder.encode(table.rows(page.items)) : null;
  };
  const flow = async (): Promise<void> => {
    if (flowing) return;
    flowing = true;
    try {
      while (sink) {
        if (chunk) {
          const bytes: Uint8Array = chunk;
          chunk = null;
          if (!sink.write(bytes)) return;
        } else if (cursor !== null) {
          await fetchPage(cursor);
        } else {
          const done: ByteSink = sink;
          sink = null;
          done.end();
        }
      }
    } catch (error) {
      failed(error);
      const broken = sink as ByteSink | null;
      sink = null;
      broken?.fail(error instanceof Error ? error : new Error(String(error)));
    } finally {
      flowing = false;
    }
  };
  return {
    start(into) {
      sink = into;
      void flow();
    },
    resume: () => void flow(),
    cancel() {
      sink = null;
    },
  };
}
