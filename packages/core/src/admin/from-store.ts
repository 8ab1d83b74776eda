/** Answers out of the store of records, or says why there are none. */
import { GatewayError, refuse, type Refusal } from '../errors.ts';
import type { Logger } from '../ports/logger.ts';
import type { Running } from '../running.ts';
import type { RawResponse } from '../wire/raw.ts';
import { refuseMistakes } from './parameters.ts';
import type { Answering, Question } from './question.ts';
import { readerOf, type StoreReader } from './store-reader.ts';

const NO_STORE = refuse(
  'unknown_endpoint',
  'no records are kept here: `aperture serve` keeps them in its data directory, and createGateway takes a store as `store`',
);
const UNREADABLE = refuse(
  'unavailable',
  'the records cannot be read at the moment; calls go on, and the log says why',
  { 'retry-after': '10' },
);

/** Makes an answer of one that reads a store. A store that fails costs the answer, and nobody's call. */
export function fromStore(
  answer: (question: Question, store: StoreReader) => Promise<RawResponse | Refusal>,
): Answering {
  const missing = ({ store }: Running): Refusal | null => (store ? null : NO_STORE);
  const answering = async (question: Question): Promise<RawResponse | Refusal> => {
    const { store, logger } = question.running;
    if (!store) return NO_STORE;
    return readable(logger, () => answer(question, readerOf(store, question.by.identity.login)));
  };
  return Object.assign(answering, { missing });
}

/** The answer, or the refusal for a store that could not give one. */
export async function readable<T extends object = RawResponse>(
  logger: Logger,
  answer: () => Promise<T | Refusal>,
): Promise<T | Refusal> {
  try {
    return await answer();
  } catch (error) {
    // All else is checked before a store is asked.
    if (GatewayError.is(error) && error.code === 'validation_failed') {
      return refuseMistakes([{ location: 'query.cursor', message: error.message }]);
    }
    logUnreadable(logger, error);
    return UNREADABLE;
  }
}

/** Tells the log, and nobody else, why records could not be read. */
export function logUnreadable(logger: Logger, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  logger.log('error', 'records could not be read', { why });
}
