/** What differs between the kinds of databases. Queries never ask which it is. */
import { sql, type CreateTableBuilder, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import type { Tables } from '../schema.ts';

type DataType = Parameters<CreateTableBuilder<string>['addColumn']>[1];

/** The types that columns have, by what is in them. */
export interface ColumnTypes {
  /** Text that is compared byte by byte, so that ids sort alike everywhere. */
  readonly text: DataType;
  /** A whole number up to `Number.MAX_SAFE_INTEGER`, and a number when it is read. */
  readonly integer: DataType;
  readonly real: DataType;
  readonly bytes: DataType;
}

/** A kind of database. */
export interface DatabaseKind {
  readonly types: ColumnTypes;
  /** Makes sure that there is a table of versions, whoever else does so at the same time. */
  prepare(database: Kysely<Tables>): Promise<void>;
  /** Waits until no other process changes the tables, and keeps others away until the transaction ends. */
  lock(tables: Transaction<Tables>): Promise<void>;
  /** Bytes that the database takes, or would if it gave back what it does not need. */
  size(tables: Kysely<Tables>): Promise<number>;
}

/** An open database, and what is special about its kind. */
export interface OpenDatabase {
  readonly tables: Kysely<Tables>;
  readonly kind: DatabaseKind;
  /** After rows were dropped: makes the database smaller, if it does not become so by itself. */
  giveBack(): void;
}

/** The table of versions, which has at most one row. */
export const VERSIONS: RawBuilder<unknown> = sql`create table if not exists schema_version (version integer not null)`;
