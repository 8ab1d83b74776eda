/**
 * A store for tests that keeps everything and finds it again, as the port says and in the plainest way: what other stores
 * do is compared with it. Cursors are no ids here, so that nobody takes them for such.
 */
import type { RecordStore } from '../ports/record-store.ts';
import type { Entry } from '../ports/records.ts';
import type { CallRecord } from '../record/record.ts';
import { recordsOf } from './memory-records.ts';
import { sessionsOf } from './memory-sessions.ts';
import { sumsOf } from './memory-sums.ts';
import { toolsOf } from './memory-tools.ts';

/** A store, and what it holds. */
export interface MemoryStore extends RecordStore {
  /** In the order of their arrival. */
  readonly entries: Entry[];
}

export function memoryStore(...first: Entry[]): MemoryStore {
  const entries = [...first];
  const newestFirst = (): CallRecord[] =>
    entries.map(({ record }) => record).sort((one, other) => (one.id < other.id ? 1 : -1));
  return {
    entries,
    add(entry) {
      // What was written already may be written again.
      if (!entries.some(({ record }) => record.id === entry.record.id)) entries.push(entry);
    },
    find: async (query) => recordsOf(newestFirst(), query),
    get: async (id) => entries.find(({ record }) => record.id === id) ?? null,
    sessions: async (query) => sessionsOf(newestFirst(), query),
    tools: async (query) =>
      toolsOf(
        entries.map(({ record }) => record),
        query,
      ),
    usage: async (query) => sumsOf(newestFirst(), query),
    stats: () => ({
      queued: 0,
      written: entries.length,
      droppedRecords: 0,
      droppedCaptures: 0,
      failing: null,
    }),
    flush: async () => {},
    close: async () => {},
  };
}
