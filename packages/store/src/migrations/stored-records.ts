/** All records there are, for tables that come later and are filled from them. */
import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** What steps read of a record, as records were when they were written. */
export interface StoredRecord {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly identity: { readonly login: string } | null;
  readonly session: string;
  readonly client: { readonly name: string };
  readonly model: string | null;
  readonly provider: string | null;
  readonly outcome: string;
  readonly usage: Readonly<Record<string, number>> | null;
  readonly cost: { readonly nanoDollars: number } | null;
  readonly timings: { readonly total: number };
  readonly answer: {
    readonly toolCalls: { readonly count: number; readonly names: readonly string[] };
  } | null;
}

/** Records that are held at once. */
const PAGE = 500;

/** Gives all records in the order of their ids, some at a time. */
export async function forAllRecords(
  tables: Kysely<Tables>,
  take: (records: readonly StoredRecord[]) => Promise<void>,
): Promise<void> {
  let after = '';
  for (;;) {
    const rows = await tables
      .selectFrom('records')
      .select(['id', 'record'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    const end = rows.at(-1);
    if (!end) return;
    await take(rows.map(({ record }) => JSON.parse(record) as StoredRecord));
    after = end.id;
  }
}

/** Text as columns kept it then: without NUL and halves of surrogate pairs, which Postgres takes in none. */
export function keptText(text: string): string {
  return text.replaceAll(/\0|\p{Surrogate}/gu, '�');
}
