/** Reading from a store that may be slow: nobody waits for it without end, and no pile of questions grows before it. */
import type { RecordStore } from '../record/store.ts';

/** The part of a store that answers questions. */
export type StoreReader = Pick<RecordStore, 'find' | 'get' | 'sessions' | 'usage' | 'tools' | 'flush'>;

/** How long an answer is waited for, in milliseconds. */
export const PATIENCE_MS = 10_000;
/** Questions that a store may have before it at a time, for all who ask. */
export const MAX_QUESTIONS = 32;

/** A question that is given up stays in the count until the store has done with it. */
const underWay = new WeakMap<object, number>();

/** Reads from a store. Its answers reject if the store is too slow or has too much to do, or with what it says itself. */
export function readerOf(store: RecordStore): StoreReader {
  return {
    find: (query) => bounded(store, () => store.find(query)),
    get: (id) => bounded(store, () => store.get(id)),
    sessions: (query) => bounded(store, () => store.sessions(query)),
    tools: (query) => bounded(store, () => store.tools(query)),
    usage: (query) => bounded(store, () => store.usage(query)),
    flush: () => bounded(store, () => store.flush()),
  };
}

/** Asks a store, as patiently as that. */
export async function bounded<T>(store: object, ask: () => Promise<T>): Promise<T> {
  const before = underWay.get(store) ?? 0;
  if (before >= MAX_QUESTIONS) throw new Error(`the store has ${before} questions to answer already`);
  underWay.set(store, before + 1);
  const settled = (): void => void underWay.set(store, (underWay.get(store) ?? 1) - 1);
  // A store of somebody else's making may throw at once.
  const answer = Promise.resolve().then(ask);
  answer.then(settled, settled);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the store did not answer within ${PATIENCE_MS / 1000} s`)),
      PATIENCE_MS,
    );
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
