/** Many records as bytes: a page is fetched when the one before has been taken, so no more than one is held. */
import type { CallRecord } from '../record/record.ts';
import type { RecordPage } from '../record/store.ts';
import type { ByteSink, ByteSource } from '../wire/byte-source.ts';

/** How records are written. */
export interface Table {
  /** What stands ahead of them all. */
  readonly head: string;
  rows(records: readonly CallRecord[]): string;
}

/** What an export needs besides its first page. */
export interface ExportOptions {
  readonly table: Table;
  /** Records to write at most. */
  readonly count: number;
  /** Fetches a further page of no more than `left` records. */
  next(cursor: string, left: number): Promise<RecordPage>;
  /** Hears why the export broke off; whoever reads it sees that it did. */
  failed(error: unknown): void;
}

const encoder = new TextEncoder();

/** The bytes of a table; all of them at once where the first page is the last. */
export function pagesAsBytes(
  first: RecordPage,
  { table, count, next, failed }: ExportOptions,
): ByteSource | Uint8Array {
  const head = encoder.encode(table.head + table.rows(first.records));
  if (first.next === null || first.records.length >= count) return head;

  let sink: ByteSink | null = null;
  let chunk: Uint8Array | null = head;
  let cursor: string | null = first.next;
  let left = count - first.records.length;
  let flowing = false;

  const fetchPage = async (from: string): Promise<void> => {
    const page = await next(from, left);
    left -= page.records.length;
    // A page without records is the last, or there would be no end of them.
    cursor = left > 0 && page.records.length > 0 ? page.next : null;
    chunk = page.records.length > 0 ? encoder.encode(table.rows(page.records)) : null;
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
