/** Sums and sessions as the API, exports and pages write them: field by field, like records. */
import type { Totals, UsageRow } from '../ports/roll-ups.ts';
import type { Session } from '../ports/sessions.ts';
import { USAGE_NAMES, type Usage } from '../record/usage.ts';
import { timeJson } from './time.ts';

/** Tokens, under the names of {@link USAGE_NAMES}; what is not known is absent. */
export type UsageJson = Readonly<Record<string, number>>;

/** Dollars as an exact decimal, beside the whole number that they are kept as. */
export interface MoneyJson {
  readonly nano_dollars: number;
  /** `0.001234567`. */
  readonly dollars: string;
}

/** What calls come to. */
export interface TotalsJson {
  readonly requests: number;
  readonly failed: number;
  readonly usage: UsageJson;
  readonly cost: MoneyJson;
  readonly unpriced: number;
  readonly duration_ms: number;
}

/** One row of sums. */
export interface UsageRowJson extends TotalsJson {
  readonly key: UsageRow['key'];
}

/** A session. */
export interface SessionJson extends TotalsJson {
  readonly id: string;
  readonly user: string | null;
  readonly client: string;
  readonly models: readonly string[];
  readonly providers: readonly string[];
  readonly first: string;
  readonly last: string;
  readonly tool_calls: number;
}

/** Writes a row of sums. */
export function usageRowJson(row: UsageRow): UsageRowJson {
  return { key: row.key, ...totalsJson(row) };
}

/** Writes a session. */
export function sessionJson(session: Session): SessionJson {
  const { duration_ms, ...totals } = totalsJson(session);
  return {
    id: session.id,
    user: session.user === '' ? null : session.user,
    client: session.client,
    models: session.models,
    providers: session.providers,
    first: timeJson(session.first),
    last: timeJson(session.last),
    ...totals,
    tool_calls: session.toolCalls,
    duration_ms,
  };
}

/** Writes money. As decimals of a float, sums of small amounts would not add up. */
export function moneyJson(nanoDollars: number): MoneyJson {
  const digits = BigInt(Math.abs(nanoDollars)).toString().padStart(10, '0');
  const sign = nanoDollars < 0 ? '-' : '';
  return { nano_dollars: nanoDollars, dollars: `${sign}${digits.slice(0, -9)}.${digits.slice(-9)}` };
}

/** Writes tokens. */
export function usageJson(usage: Usage): UsageJson {
  const fields = Object.entries(USAGE_NAMES) as [keyof Usage, string][];
  return Object.fromEntries(
    fields.flatMap(([field, name]) => (usage[field] === undefined ? [] : [[name, usage[field]]])),
  );
}

function totalsJson({ requests, failed, usage, nanoDollars, unpriced, duration }: Totals): TotalsJson {
  return {
    requests,
    failed,
    usage: usageJson(usage),
    cost: moneyJson(nanoDollars),
    unpriced,
    duration_ms: duration,
  };
}
