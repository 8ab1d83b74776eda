/** `GET /aperture/records`: a page of records, or a table of many. */
import { isRefusal, type Refusal } from '../errors.ts';
import type { RawResponse } from '../wire/raw.ts';
import { answerList } from './page-answer.ts';
import { refuseHeader } from './header-filter.ts';
import type { Question } from './question.ts';
import { recordJson } from './record-json.ts';
import { recordsAsked } from './record-parameters.ts';
import { RECORD_COLUMNS } from './record-table.ts';
import type { StoreReader } from './store-reader.ts';
import { noteLook, whose } from './whose.ts';

export async function listRecords(question: Question, store: StoreReader): Promise<RawResponse | Refusal> {
  const asked = recordsAsked(question.query, question.headers);
  if (isRefusal(asked)) return asked;
  const owner = whose(question.by, asked.filter.user);
  if (isRefusal(owner)) return owner;
  const refused = refuseHeader(question.by, question.running, asked.filter.header);
  if (refused) return refused;
  noteLook(question, { what: 'records', whose: owner.user ?? null });
  const filter = { ...asked.filter, ...owner };
  return answerList({
    ...asked,
    name: 'records',
    columns: RECORD_COLUMNS,
    json: recordJson,
    async page(part) {
      const { records, next } = await store.find({ ...filter, ...part });
      return { items: records, next };
    },
    logger: question.running.logger,
  });
}
