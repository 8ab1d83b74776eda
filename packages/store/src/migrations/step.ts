/** A change of the tables. */
import type { Transaction } from 'kysely';
import type { ColumnTypes } from '../database/kind.ts';
import type { Tables } from '../schema.ts';

/**
 * Takes a database from one version to the next, within a transaction. It never changes once it was published: databases
 * are there that took it. Hence it says by itself what the tables and the records were like then, and fills tables by
 * statements of its own, though they are much like those of `queries/`: those may change. That an old database that is
 * brought up to date has what a new one has is the tests' to say.
 */
export type Step = (tables: Transaction<Tables>, types: ColumnTypes) => Promise<void>;
