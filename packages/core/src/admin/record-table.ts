/** Records and sums as tables. Their columns are always the same, whatever the records hold: reports are put side by side. */
import type { UsageKey, UsageRow } from '../ports/roll-ups.ts';
import { USAGE_NAMES } from '../record/usage.ts';
import { cellsOf, csvLine } from './csv.ts';
import { usageRowJson } from './sums-json.ts';

const USAGE_COLUMNS = Object.values(USAGE_NAMES).map((name) => `usage.${name}`);
const MONEY_COLUMNS = ['cost.nano_dollars', 'cost.dollars'];

/** A test holds them to the fields of a record. */
export const RECORD_COLUMNS: readonly string[] = [
  'id',
  'time',
  ...['login', 'node', 'tags', 'source'].map((name) => `identity.${name}`),
  ...['name', 'version'].map((name) => `client.${name}`),
  'method',
  'path',
  'format',
  'provider',
  ...['asked', 'served', 'answered'].map((name) => `model.${name}`),
  ...['grant', 'credential', 'url'].map((name) => `route.${name}`),
  'status',
  'outcome',
  'refusal',
  'error',
  'streamed',
  ...['id', 'stop_reason', 'tool_calls.count', 'tool_calls.names', 'messages', 'unreadable'].map(
    (name) => `answer.${name}`,
  ),
  ...USAGE_COLUMNS,
  ...MONEY_COLUMNS,
  'cost.basis',
  'cost.source',
  'session',
  ...['request_bytes', 'response_bytes'].map((name) => `sizes.${name}`),
  ...['queue_ms', 'upstream_head_ms', 'first_event_ms', 'total_ms', 'gateway_ms'].map(
    (name) => `timings.${name}`,
  ),
];

/** A test holds them to the fields of a session. */
export const SESSION_COLUMNS: readonly string[] = [
  'id',
  'user',
  'client',
  'models',
  'providers',
  'first',
  'last',
  'requests',
  'failed',
  ...USAGE_COLUMNS,
  ...MONEY_COLUMNS,
  'unpriced',
  'tool_calls',
  'duration_ms',
];

/** Sums as CSV. */
export function usageTable(rows: readonly UsageRow[], by: readonly UsageKey[]): string {
  const columns = [
    ...by.map((key) => `key.${key}`),
    'requests',
    'failed',
    ...USAGE_COLUMNS,
    ...MONEY_COLUMNS,
    'unpriced',
    'duration_ms',
  ];
  return csvLine(columns) + rows.map((row) => lineOf(usageRowJson(row), columns)).join('');
}

/** An object as a line of those columns. */
export function lineOf(value: object, columns: readonly string[]): string {
  const cells = cellsOf(value);
  return csvLine(columns.map((column) => cells.get(column)));
}
