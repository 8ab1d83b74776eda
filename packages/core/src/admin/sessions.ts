/** `GET /aperture/sessions`: conversations, a page of them or a table of many. */
import { isRefusal, type Refusal } from '../errors.ts';
import type { RawResponse } from '../wire/raw.ts';
import { listAsked, name, PAGES, SPAN } from './list-parameters.ts';
import { answerList } from './page-answer.ts';
import { truth, type Query } from './parameters.ts';
import type { Question } from './question.ts';
import { SESSION_COLUMNS } from './record-table.ts';
import type { StoreReader } from './store-reader.ts';
import { sessionJson } from './sums-json.ts';
import { noteLook, whose } from './whose.ts';

const KNOWN = {
  ...SPAN,
  user: name,
  model: name,
  provider: name,
  client: name,
  session: name,
  failed: truth,
  q: name,
  ...PAGES,
};
/** For the API's document. */
export const SESSIONS_QUERY: Query = KNOWN;

export async function listSessions(question: Question, store: StoreReader): Promise<RawResponse | Refusal> {
  const asked = listAsked(question.query, question.headers, KNOWN);
  if (isRefusal(asked)) return asked;
  const owner = whose(question.by, asked.filter.user);
  if (isRefusal(owner)) return owner;
  noteLook(question, { what: 'sessions', whose: owner.user ?? null });
  const filter = { ...asked.filter, ...owner };
  return answerList({
    ...asked,
    name: 'sessions',
    columns: SESSION_COLUMNS,
    json: sessionJson,
    async page(part) {
      const { sessions, next } = await store.sessions({ ...filter, ...part });
      return { items: sessions, next };
    },
    logger: question.running.logger,
  });
}
