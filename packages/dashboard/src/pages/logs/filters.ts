/** What the lists of the logs are narrowed to, as it stands in the address. */
import type { RecordJson, SessionJson } from '../../api/records.ts';

/** Filters by their parameters, which are those of the API. */
export const FILTERS = [
  'user',
  'model',
  'provider',
  'client',
  'session',
  'status',
  'outcome',
  'failed',
  'from',
  'to',
  'q',
] as const;
export type FilterName = (typeof FILTERS)[number];

/** Those that are set. */
export type Filters = Readonly<Partial<Record<FilterName, string>>>;

export const OUTCOMES: Readonly<Record<string, string>> = {
  completed: 'Completed',
  refused: 'Refused by the gateway',
  upstream_error: 'Refused by the provider',
  upstream_truncated: 'Broke off',
  timed_out: 'Timed out',
  client_closed: 'Client left',
};

/** Reads them. What makes no sense is left out: a link may be old. */
export function filtersIn(query: URLSearchParams): Filters {
  const filters: Partial<Record<FilterName, string>> = {};
  for (const name of FILTERS) {
    const value = query.get(name)?.trim() ?? '';
    if (value === '' || (name === 'status' && !/^[1-5]\d\d$/.test(value))) continue;
    if (name === 'outcome' && !Object.hasOwn(OUTCOMES, value)) continue;
    if (name === 'failed' && value !== 'true') continue;
    if (name === 'from' || name === 'to') {
      const instant = instantOf(value);
      if (instant !== null) filters[name] = instant;
      continue;
    }
    filters[name] = value.slice(0, 200);
  }
  return filters;
}

/** In one form, as records have it; null if it is none. */
function instantOf(text: string): string | null {
  const time = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** True if a call that ended just now belongs into the list; the gateway would find it by the same filters. */
export function matches(record: RecordJson, filters: Filters): boolean {
  const { user, model, provider, client, session, status, outcome, from, to, q } = filters;
  const login = record.identity?.login ?? '';
  const { asked, served } = record.model;
  if (user !== undefined && login !== user) return false;
  if (model !== undefined && asked !== model && served !== model) return false;
  if (provider !== undefined && record.provider !== provider) return false;
  if (client !== undefined && record.client.name !== client) return false;
  if (session !== undefined && record.session !== session) return false;
  if (status !== undefined && record.status !== Number(status)) return false;
  if (outcome !== undefined && record.outcome !== outcome) return false;
  if ((from !== undefined && record.time < from) || (to !== undefined && record.time >= to)) return false;
  if (q === undefined) return true;
  const texts = [login, asked, served, record.provider, record.session, record.path, record.error];
  return texts.some((text) => text?.toLowerCase().includes(q.toLowerCase()));
}

/** Puts calls that ended just now where they belong: lists are sorted by when calls arrived, newest first. */
export function withRecords(
  rows: readonly RecordJson[],
  added: readonly RecordJson[],
): readonly RecordJson[] {
  const known = new Set(rows.map(({ id }) => id));
  const fresh = added.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return rows;
  return [...fresh, ...rows].sort((a, b) => (a.id < b.id ? 1 : -1));
}

/**
 * Adds calls to their sessions, which move up, and makes sessions of those that are new.
 *
 * @param onlyFailed the list has no sessions but those with a call that failed
 */
export function withCalls(
  rows: readonly SessionJson[],
  added: readonly RecordJson[],
  onlyFailed = false,
): readonly SessionJson[] {
  const sessions = new Map(rows.map((session) => [sessionKey(session), session]));
  for (const record of added) {
    const user = record.identity?.login ?? null;
    const key = sessionKey({ id: record.session, user });
    const before = sessions.get(key);
    if (onlyFailed && !before && record.outcome === 'completed') continue;
    sessions.set(key, withCall(before, record, user));
  }
  return [...sessions.values()].sort((a, b) => (a.last < b.last ? 1 : a.last > b.last ? -1 : 0));
}

/** True if a call failed in a session that is not among these. */
export function failsAnew(rows: readonly SessionJson[], added: readonly RecordJson[]): boolean {
  const listed = new Set(rows.map(sessionKey));
  return added.some(
    ({ outcome, session, identity }) =>
      outcome !== 'completed' && !listed.has(sessionKey({ id: session, user: identity?.login ?? null })),
  );
}

/** Two users may have sessions of the same id. */
export function sessionKey({ id, user }: Pick<SessionJson, 'id' | 'user'>): string {
  return `${id} ${user ?? ''}`;
}

function withCall(before: SessionJson | undefined, record: RecordJson, user: string | null): SessionJson {
  const { served } = record.model;
  const usage = { ...before?.usage };
  for (const [name, tokens] of Object.entries(record.usage ?? {})) usage[name] = (usage[name] ?? 0) + tokens;
  const nanoDollars = (before?.cost.nano_dollars ?? 0) + (record.cost?.nano_dollars ?? 0);
  return {
    id: record.session,
    user,
    client: before?.client ?? record.client.name,
    models: withWord(before?.models, served),
    providers: withWord(before?.providers, record.provider),
    first: before && before.first < record.time ? before.first : record.time,
    last: before && before.last > record.time ? before.last : record.time,
    requests: (before?.requests ?? 0) + 1,
    failed: (before?.failed ?? 0) + (record.outcome === 'completed' ? 0 : 1),
    usage,
    cost: { nano_dollars: nanoDollars, dollars: String(nanoDollars / 1e9) },
    unpriced: (before?.unpriced ?? 0) + (record.usage && !record.cost ? 1 : 0),
    tool_calls: (before?.tool_calls ?? 0) + (record.answer?.tool_calls.count ?? 0),
    duration_ms: (before?.duration_ms ?? 0) + record.timings.total_ms,
  };
}

function withWord(words: readonly string[] = [], word: string | null): readonly string[] {
  return word === null || words.includes(word) ? words : [...words, word].sort();
}
