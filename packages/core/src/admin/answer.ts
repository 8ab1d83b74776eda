/** Answers questions about records: one's own for everybody, all for admins. */
import type { Admitted } from '../admit.ts';
import { isRefusal, refuse, type Refusal } from '../errors.ts';
import { jsonAnswer } from '../relay/answer.ts';
import type { RecordStore } from '../record/store.ts';
import type { Running } from '../running.ts';
import type { RawResponse } from '../wire/raw.ts';
import { csvOf } from './csv.ts';
import { recordsAsked, usageAsked, type AnswerFormat } from './parameters.ts';
import type { RecordsPath } from './records-path.ts';
import { captureJson, recordJson, usageRowJson } from './record-json.ts';

const NO_STORE = refuse('unknown_endpoint', 'no records are kept here: the gateway runs without a store');
const OTHERS = refuse('not_granted', 'only admins may ask for the records of others');
const NO_RECORD = refuse('unknown_endpoint', 'there is no such record');
const UNREADABLE = refuse('unavailable', 'the records cannot be read at the moment; the log says why');

/** Answers. A store that fails costs the answer, and nobody's call. */
export async function answerRecords(
  { store, logger }: Running,
  admitted: Admitted,
  path: RecordsPath,
  query: string,
): Promise<RawResponse | Refusal> {
  if (!store) return NO_STORE;
  try {
    switch (path.kind) {
      case 'list':
        return await list(store, admitted, query);
      case 'one':
        return await one(store, admitted, path.id);
      case 'usage':
        return await usage(store, admitted, query);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    logger.log('error', 'records could not be read', { why });
    return UNREADABLE;
  }
}

async function list(store: RecordStore, admitted: Admitted, query: string): Promise<RawResponse | Refusal> {
  const asked = recordsAsked(query);
  if (isRefusal(asked)) return asked;
  const { format = 'json', ...filter } = asked;
  const user = userFor(admitted, filter.user);
  if (isRefusal(user)) return user;
  const page = await store.find({ ...filter, ...user });
  const records = page.records.map(recordJson);
  return format === 'json'
    ? jsonAnswer(200, { records, next: page.next }, NOSNIFF)
    : tableAnswer(format, records, 'records');
}

async function one(
  store: RecordStore,
  { identity, access }: Admitted,
  id: string,
): Promise<RawResponse | Refusal> {
  const entry = await store.get(id);
  if (!entry) return NO_RECORD;
  // Not even that it exists is told to others.
  if (access.role !== 'admin' && entry.record.identity?.login !== identity.login) return NO_RECORD;
  return jsonAnswer(200, {
    ...recordJson(entry.record),
    capture: entry.capture && captureJson(entry.capture),
  });
}

async function usage(store: RecordStore, admitted: Admitted, query: string): Promise<RawResponse | Refusal> {
  const asked = usageAsked(query);
  if (isRefusal(asked)) return asked;
  const { format = 'json', ...filter } = asked;
  const user = userFor(admitted, filter.user);
  if (isRefusal(user)) return user;
  const rows = (await store.usage({ ...filter, ...user })).map(usageRowJson);
  return format === 'json' ? jsonAnswer(200, { rows }, NOSNIFF) : tableAnswer(format, rows, 'usage');
}

/** Whose records are looked at: everybody's own, unless they are an admin. */
function userFor(
  { identity, access }: Admitted,
  asked: string | undefined,
): { readonly user?: string } | Refusal {
  if (access.role === 'admin') return asked === undefined ? {} : { user: asked };
  return asked === undefined || asked === identity.login ? { user: identity.login } : OTHERS;
}

/** What models and clients wrote is data here, whatever it looks like (field.md D18). */
const NOSNIFF = { 'x-content-type-options': 'nosniff' };

const encoder = new TextEncoder();
const TYPES: Readonly<Record<Exclude<AnswerFormat, 'json'>, string>> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
};

function tableAnswer(
  format: Exclude<AnswerFormat, 'json'>,
  rows: readonly Record<string, unknown>[],
  name: string,
): RawResponse {
  const text = format === 'csv' ? csvOf(rows) : rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const body = encoder.encode(text);
  const named = {
    'content-type': TYPES[format],
    'content-disposition': `attachment; filename="${name}.${format}"`,
    ...NOSNIFF,
    'cache-control': 'no-store',
    'content-length': String(body.length),
  };
  const headers = Object.entries(named).flat();
  return { status: 200, statusText: '', headers, body };
}
