/** Whether a record is one of those that a filter asks for, as a store would find it. */
import type { CallRecord } from '../../record/record.ts';
import type { RecordFilter } from '../../ports/records.ts';

/** The part of a filter that a record can be held to as it comes. */
export type LiveFilter = Omit<RecordFilter, 'from' | 'to'>;

/** Fields of the filter that are one of the record. */
type Plain = 'provider' | 'status' | 'outcome' | 'session';
const PLAIN: readonly Plain[] = ['provider', 'status', 'outcome', 'session'];

export function matches(record: CallRecord, filter: LiveFilter): boolean {
  const { user, model, client, text } = filter;
  return (
    (user === undefined || record.identity?.login === user) &&
    (model === undefined || record.model === model || record.modelAsked === model) &&
    (client === undefined || record.client.name === client) &&
    PLAIN.every((name) => filter[name] === undefined || filter[name] === record[name]) &&
    (text === undefined || holds(record, text.toLowerCase()))
  );
}

function holds(record: CallRecord, text: string): boolean {
  const { identity, model, modelAsked, provider, session, path, error } = record;
  return [identity?.login, model, modelAsked, provider, session, path, error].some((word) =>
    word?.toLowerCase().includes(text),
  );
}
