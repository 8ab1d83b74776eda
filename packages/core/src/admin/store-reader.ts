/** Reading from a store that may be slow: nobody waits for it without end, and no pile of questions grows before it. */
import type { RecordStore } from '../ports/record-store.ts';

/** The part of a store that answers questions. */
export type StoreReader = Pick<RecordStore, 'find' | 'get' | 'sessions' | 'usage' | 'tools' | 'flush'>;

/** How long an answer is waited for, in milliseconds. */
export const PATIENCE_MS = 10_000;
/** Questions that a store may have before it at a time, for all who ask. */
export const MAX_QUESTIONS = 32;
/** Of them, those of one caller: nobody keeps the others out. */
export const MAX_QUESTIONS_EACH = 8;

/** Who asks how much. A question that is given up stays in the count until the store has done with it. */
const underWay = new WeakMap<object, string[]>();

/**
 * Reads from a store. Its answers reject if the store is too slow or has too much to do, or with what it says itself.
 *
 * @param login of whoever asks
 */
export function readerOf(store: RecordStore, login: string): StoreReader {
  return {
    find: (query) => bounded(store, login, () => store.find(query)),
    get: (id) => bounded(store, login, () => store.get(id)),
    sessions: (query) => bounded(store, login, () => store.sessions(query)),
    tools: (query) => bounded(store, login, () => store.tools(query)),
    usage: (query) => bounded(store, login, () => store.usage(query)),
    flush: () => bounded(store, login, () => store.flush()),
  };
}

/**
 * Asks a store, as patiently as that.
 *
 * @param login of whoever asks
 */
export async function bounded<T>(store: object, login: string, ask: () => Promise<T>): Promise<T> {
  const asking = underWay.get(store) ?? [];
  underWay.set(store, asking);
  const own = asking.filter((other) => other === login).length;
  if (asking.length >= MAX_QUESTIONS || own >= MAX_QUESTIONS_EACH) {
    throw new Error(`the store has ${asking.length} questions to answer already, ${own} of the same caller`);
  }
  asking.push(login);
  const settled = (): void => void asking.splice(asking.indexOf(login), 1);
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
