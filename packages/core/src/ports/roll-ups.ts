/** Sums over records, as a record store tells of them. */
import type { Usage } from '../record/usage.ts';
import type { RecordFilter } from './records.ts';

/** What sums are told apart by; by the value of a header only where the query names it. */
export type UsageKey = 'user' | 'model' | 'provider' | 'client' | 'outcome' | 'header' | 'hour' | 'day';

/** Which sums. Only what a roll-up knows can be asked for. */
export interface UsageQuery extends Pick<
  RecordFilter,
  'from' | 'to' | 'user' | 'model' | 'provider' | 'client' | 'header'
> {
  readonly by: readonly UsageKey[];
}

/** What calls come to. */
export interface Totals {
  readonly requests: number;
  /** Of them, those that did not complete. */
  readonly failed: number;
  readonly usage: Usage;
  /** Of those that have a cost. */
  readonly nanoDollars: number;
  /** Requests with usage and without a price: they cost something, and nobody knows what. */
  readonly unpriced: number;
  /** Milliseconds of all of them, summed. */
  readonly duration: number;
}

export interface UsageRow extends Totals {
  /** A value for each key asked for; hours and days as the ISO time of their beginning in UTC. */
  readonly key: Readonly<Partial<Record<UsageKey, string>>>;
}

/** What calls of tools are told apart by. */
export type ToolKey = 'tool' | 'user' | 'model' | 'client' | 'hour' | 'day';

/** Which calls of tools. Fields that are absent do not matter. */
export interface ToolQuery extends Pick<RecordFilter, 'from' | 'to' | 'user' | 'model' | 'client'> {
  readonly by: readonly ToolKey[];
  readonly tool?: string;
}

/**
 * Calls of tools. Names are text that models wrote: a store keeps their first 100 characters, and 200 different ones of a user
 * in an hour. What is beyond, and what an answer had beyond the names that its record tells, is `(other)`.
 */
export interface ToolRow {
  /** A value for each key asked for; hours and days as the ISO time of their beginning in UTC. */
  readonly key: Readonly<Partial<Record<ToolKey, string>>>;
  readonly calls: number;
  /** Requests whose answers had such a call. */
  readonly requests: number;
}
