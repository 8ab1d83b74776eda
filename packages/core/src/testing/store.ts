/** A store for tests that keeps what it is given in a list. */
import type { CallRecord } from '../record/record.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Entry } from '../ports/records.ts';

export function recordingStore(): {
  readonly store: RecordStore;
  readonly records: CallRecord[];
  readonly entries: Entry[];
} {
  const records: CallRecord[] = [];
  const entries: Entry[] = [];
  const store: RecordStore = {
    add(entry) {
      entries.push(entry);
      records.push(entry.record);
    },
    find: async () => ({ records, next: null }),
    get: async (id) => entries.find(({ record }) => record.id === id) ?? null,
    sessions: async () => ({ sessions: [], next: null }),
    usage: async () => [],
    tools: async () => [],
    stats: () => ({
      queued: 0,
      written: records.length,
      droppedRecords: 0,
      droppedCaptures: 0,
      failing: null,
    }),
    flush: async () => {},
    close: async () => {},
  };
  return { store, records, entries };
}
