/** `GET /aperture/records/{id}`: one record, and what was captured beside it. */
import { refuse, type Refusal } from '../errors.ts';
import { isRecordId } from '../record/record-id.ts';
import { jsonAnswer } from '../relay/answer.ts';
import type { RawResponse } from '../wire/raw.ts';
import { DATA } from './data-answer.ts';
import type { Question } from './question.ts';
import { entryJson } from './record-json.ts';
import { nothingAsked } from './record-parameters.ts';
import type { StoreReader } from './store-reader.ts';
import { noteLook, owns } from './whose.ts';

const NO_RECORD = refuse('unknown_endpoint', 'there is no such record');

export async function tellRecord(question: Question, store: StoreReader): Promise<RawResponse | Refusal> {
  const { by, id, query } = question;
  const mistaken = nothingAsked(query);
  if (mistaken) return mistaken;
  // No store is asked for what no record is called (field.md D3).
  const entry = isRecordId(id) ? await store.get(id) : null;
  if (!entry) return NO_RECORD;
  const login = entry.record.identity?.login;
  // That it is there is not told to others either.
  if (by.access.role !== 'admin' && !owns(by, login)) return NO_RECORD;
  noteLook(question, { what: 'record', whose: login ?? null, id });
  return jsonAnswer(200, entryJson(entry), DATA);
}
