/** A change of the tables. */
import type { Transaction } from 'kysely';
import type { ColumnTypes } from '../database/kind.ts';
import type { Tables } from '../schema.ts';

/**
 * Takes a database from one version to the next, within a transaction. It never changes once it was published: databases
 * are there that took it. Hence it says by itself what the tables were like then.
 *
 * Steps 3 and 8 fill their tables by the queries of today. A test brings a database of version 1 up to date and compares
 * every row with a new one's: once today's queries no longer fit the tables of then, they get copies of their own.
 */
export type Step = (tables: Transaction<Tables>, types: ColumnTypes) => Promise<void>;
