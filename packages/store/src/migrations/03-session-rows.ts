/** The conversations that step 3 finds in the records there are. */
import { sql, type Kysely } from 'kysely';
import { added } from '../added.ts';
import { parts } from '../parts.ts';
import type { Tables } from '../schema.ts';
import { keptText, type StoredRecord } from './stored-records.ts';

/** The columns of usage by its fields. */
export const USAGE = {
  inputTokens: 'input_tokens',
  outputTokens: 'output_tokens',
  cachedTokens: 'cached_tokens',
  cacheCreationInputTokens: 'cache_creation_input_tokens',
  cacheCreation5mInputTokens: 'cache_creation_5m_input_tokens',
  cacheCreation1hInputTokens: 'cache_creation_1h_input_tokens',
  reasoningTokens: 'reasoning_tokens',
  imageInputTokens: 'image_input_tokens',
  imageOutputTokens: 'image_output_tokens',
  webSearchCount: 'web_search_count',
} as const;

interface SessionRow extends Partial<Record<(typeof USAGE)[keyof typeof USAGE], number | null>> {
  readonly user: string;
  readonly session: string;
  readonly client: string;
  first: number;
  last: number;
  readonly first_id: string;
  readonly words: string;
  requests: number;
  failed: number;
  nano_dollars: number;
  unpriced: number;
  tool_calls: number;
  duration: number;
}

interface ModelRow {
  readonly user: string;
  readonly session: string;
  readonly provider: string;
  readonly model: string;
  readonly words: string;
}

const SUMS = ['requests', 'failed', 'nano_dollars', 'unpriced', 'tool_calls', 'duration'] as const;
const ADDED = added('sessions', [...SUMS, ...Object.values(USAGE)]);

/** Adds records to their sessions. They come in the order of their ids: a session began with its first. */
export async function fillSessions(today: Kysely<Tables>, records: readonly StoredRecord[]): Promise<void> {
  const tables = today as unknown as Kysely<{ sessions: SessionRow; session_models: ModelRow }>;
  for (const part of parts(sessionRows(records), 500)) {
    await tables
      .insertInto('sessions')
      .values(part)
      .onConflict((conflict) =>
        conflict.columns(['user', 'session']).doUpdateSet({
          ...ADDED,
          first: sql<number>`case when excluded.first < sessions.first then excluded.first else sessions.first end`,
          last: sql<number>`case when excluded.last > sessions.last then excluded.last else sessions.last end`,
        }),
      )
      .execute();
  }
  for (const part of parts(modelRows(records), 1_000)) {
    await tables
      .insertInto('session_models')
      .values(part)
      .onConflict((conflict) => conflict.columns(['user', 'session', 'provider', 'model']).doNothing())
      .execute();
  }
}

function sessionRows(records: readonly StoredRecord[]): SessionRow[] {
  const rows = new Map<string, SessionRow>();
  for (const record of records) {
    const { time, outcome, cost, usage, answer, timings } = record;
    const name = JSON.stringify(keyOf(record));
    const row = rows.get(name) ?? begun(record);
    rows.set(name, row);
    row.first = Math.min(row.first, time);
    row.last = Math.max(row.last, time);
    row.requests += 1;
    if (outcome !== 'completed') row.failed += 1;
    if (cost) row.nano_dollars += cost.nanoDollars;
    else if (usage) row.unpriced += 1;
    row.tool_calls += answer?.toolCalls.count ?? 0;
    row.duration += timings.total;
    for (const [field, column] of Object.entries(USAGE)) {
      const told = usage?.[field];
      if (told !== undefined) row[column] = (row[column] ?? 0) + told;
    }
  }
  return [...rows.values()];
}

/** A session as its first record begins it, with nothing summed. */
function begun(record: StoredRecord): SessionRow {
  const { user, session } = keyOf(record);
  const client = keptText(record.client.name);
  const untold = Object.fromEntries(Object.values(USAGE).map((column) => [column, null]));
  return {
    user,
    session,
    client,
    first: record.time,
    last: record.time,
    first_id: record.id,
    words: [user, session, client].join('\n').toLowerCase(),
    requests: 0,
    failed: 0,
    nano_dollars: 0,
    unpriced: 0,
    tool_calls: 0,
    duration: 0,
    ...untold,
  };
}

function modelRows(records: readonly StoredRecord[]): ModelRow[] {
  const rows = new Map<string, ModelRow>();
  for (const record of records) {
    const { model, provider } = record;
    if (model === null && provider === null) continue;
    const key = { ...keyOf(record), provider: provider ?? '', model: keptText(model ?? '') };
    rows.set(JSON.stringify(key), { ...key, words: `${key.provider}/${key.model}`.toLowerCase() });
  }
  return [...rows.values()];
}

function keyOf({ identity, session }: StoredRecord): { user: string; session: string } {
  return { user: keptText(identity?.login ?? ''), session: keptText(session) };
}
