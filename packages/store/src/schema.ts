/** The tables, as Kysely knows them. */
import type { Usage } from '@aperturejs/core';
import type { Generated } from 'kysely';

/** A call: what is searched by in columns, all of it as JSON. Ids sort by time, so they are the order and the cursor. */
export interface RecordsTable {
  id: string;
  /** Milliseconds since the epoch. */
  time: number;
  user: string;
  client: string;
  model: string;
  model_asked: string;
  provider: string;
  status: number;
  outcome: string;
  session: string;
  /** Lower-case text that a free search looks into. */
  words: string;
  record: string;
  /** 1 once it was exported. */
  exported: Generated<number>;
  /** 1 if it tells which tools were called. */
  names_tools: number;
}

/** What was captured beside a call, compressed. */
export interface CapturesTable {
  record_id: string;
  time: number;
  bytes: number;
  content: Uint8Array;
}

/** The columns that sums are told apart by. Empty where a call had none. */
export interface RollupKey {
  /** The beginning of the hour, in milliseconds since the epoch. */
  hour: number;
  user: string;
  model: string;
  provider: string;
  client: string;
  outcome: string;
}

/** Sums of an hour. Those of usage are null where no vendor told. */
export interface RollupsTable extends RollupKey, Record<UsageColumn, number | null> {
  requests: number;
  failed: number;
  nano_dollars: number;
  unpriced: number;
  duration: number;
}

/** A header that a record has. */
export interface RecordHeadersTable {
  /** In lower case. */
  name: string;
  value: string;
  record_id: string;
}

/** Sums of an hour over calls with a header. */
export interface HeaderRollupsTable extends RollupsTable {
  name: string;
  value: string;
}

/** The calls of a user under one session id. Sums of usage are null where no vendor told. */
export interface SessionsTable extends Record<UsageColumn, number | null> {
  /** Empty for calls of nobody. */
  user: string;
  session: string;
  /** The program that began it. */
  client: string;
  /** Milliseconds since the epoch: when its first call arrived, and its last. */
  first: number;
  last: number;
  /** The id of its first record, which no other session has. */
  first_id: string;
  /** Lower-case text that a free search looks into. */
  words: string;
  requests: number;
  failed: number;
  nano_dollars: number;
  unpriced: number;
  tool_calls: number;
  duration: number;
}

/** A model that served a session. */
export interface SessionModelsTable {
  user: string;
  session: string;
  provider: string;
  model: string;
  words: string;
}

/** The config as it was from some time on. Its text holds no keys. */
export interface ConfigVersionsTable {
  id: string;
  /** Milliseconds since the epoch. */
  time: number;
  /** The name of the config's source. */
  source: string;
  text: string;
  /** Who, and what changed, as JSON. */
  version: string;
}

/** A column for each field of usage. */
export const USAGE_COLUMNS: UsageColumns = {
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
};

/** The columns by the fields. */
export interface UsageColumns {
  readonly inputTokens: 'input_tokens';
  readonly outputTokens: 'output_tokens';
  readonly cachedTokens: 'cached_tokens';
  readonly cacheCreationInputTokens: 'cache_creation_input_tokens';
  readonly cacheCreation5mInputTokens: 'cache_creation_5m_input_tokens';
  readonly cacheCreation1hInputTokens: 'cache_creation_1h_input_tokens';
  readonly reasoningTokens: 'reasoning_tokens';
  readonly imageInputTokens: 'image_input_tokens';
  readonly imageOutputTokens: 'image_output_tokens';
  readonly webSearchCount: 'web_search_count';
}

export type UsageColumn = UsageColumns[keyof Usage];

/** An exporter, and the export that it has under way. */
export interface ExportsTable {
  /** `s3`. */
  name: string;
  /** Of whoever exports; empty if nobody does. */
  token: string;
  /** When that lapses; this and all times in milliseconds since the epoch. */
  until: number;
  /** When an export ended last, with an object or without. */
  ended: number;
  /** 1 if it left records behind. */
  more: number;
  /** The name of the last object: seconds since the epoch. */
  unix: number;
  /** When the last object was written; 0 if none was. */
  exported_at: number;
}

/** Calls of a tool in an hour. */
export interface ToolRollupsTable {
  /** The beginning of the hour, in milliseconds since the epoch. */
  hour: number;
  user: string;
  /** Empty for all tools together. */
  tool: string;
  model: string;
  client: string;
  calls: number;
  /** Requests whose answers had such a call. */
  requests: number;
}

/** What an admin did: what is searched by in columns, all of it as JSON. Ids sort by time. */
export interface AuditTable {
  id: string;
  /** Milliseconds since the epoch. */
  time: number;
  actor: string;
  action: string;
  target: string;
  /** Lower-case text that a free search looks into. */
  words: string;
  event: string;
}

/** All of them. */
export interface Tables {
  records: RecordsTable;
  captures: CapturesTable;
  rollups: RollupsTable;
  record_headers: RecordHeadersTable;
  header_rollups: HeaderRollupsTable;
  exports: ExportsTable;
  sessions: SessionsTable;
  session_models: SessionModelsTable;
  config_versions: ConfigVersionsTable;
  tool_rollups: ToolRollupsTable;
  audit: AuditTable;
}
