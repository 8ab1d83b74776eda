/** `GET /aperture/sessions`: conversations, a page of them or a table of many. */
import { isRefusal, type Refusal } from '../errors.ts';
import type { SessionFilter, SessionQuery } from '../ports/sessions.ts';
import type { HeaderList } from '../wire/header-list.ts';
import type { RawResponse } from '../wire/raw.ts';
import { logUnreadable } from './from-store.ts';
import { listForm, mistakesInSpan, name, PAGES, SPAN, type ListForm } from './list-parameters.ts';
import { answerList } from './page-answer.ts';
import { readParameters, refuseMistakes, truth, type Query } from './parameters.ts';
import type { Question } from './question.ts';
import { sessionJson } from './record-json.ts';
import { SESSION_COLUMNS } from './record-table.ts';
import type { StoreReader } from './store-reader.ts';
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

interface SessionsAsked extends ListForm {
  readonly filter: SessionFilter & Pick<SessionQuery, 'cursor'>;
}

export async function listSessions(question: Question, store: StoreReader): Promise<RawResponse | Refusal> {
  const asked = sessionsAsked(question.query, question.headers);
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
    async page(limit, cursor) {
      const query = { ...filter, ...(cursor !== undefined && { cursor }), limit };
      const { sessions, next } = await store.sessions(query);
      return { items: sessions, next };
    },
    failed: (error) => logUnreadable(question.running.logger, error),
  });
}

function sessionsAsked(query: string, headers: HeaderList): SessionsAsked | Refusal {
  const { values, mistakes } = readParameters(query, KNOWN);
  const { count, format, mistakes: contradictions } = listForm(values, headers);
  const all = [...mistakes, ...mistakesInSpan(values), ...contradictions];
  if (all.length > 0) return refuseMistakes(all);
  const { q, limit: _limit, max: _max, format: _format, ...filter } = values;
  return { filter: { ...filter, ...(q !== undefined && { text: q }) }, count, format };
}
