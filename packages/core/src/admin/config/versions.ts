/** `GET /aperture/config/versions…` and `:restore`: what the config was, what changed, and the way back. */
import { section, type Field } from '../../config/schema/field.ts';
import { isRefusal, refuse, type Refusal } from '../../errors.ts';
import type { ConfigHistory, ConfigVersion } from '../../ports/config-history.ts';
import { isRecordId } from '../../record/record-id.ts';
import { jsonAnswer } from '../../relay/answer.ts';
import type { Running } from '../../running.ts';
import type { RawResponse } from '../../wire/raw.ts';
import { DATA } from '../data-answer.ts';
import { readable } from '../from-store.ts';
import { DEFAULT_LIMIT, MAX_LIMIT } from '../list-parameters.ts';
import { integer, readParameters, reading, refuseMistakes, type Query } from '../parameters.ts';
import type { Answering, Question } from '../question.ts';
import { bounded } from '../store-reader.ts';
import { timeJson } from '../time.ts';
import { save, savedAnswer } from './answer.ts';
import { unifiedDiff, type NamedText } from './diff.ts';

const NO_HISTORY = refuse(
  'unknown_endpoint',
  'nobody remembers what the config was: `aperture serve` does in its data directory, and createGateway in its `store`',
);
const NO_VERSION = refuse('unknown_endpoint', 'there is no such version of the config');

/** A version, without its text (docs/reference/api.md). */
export interface VersionJson {
  readonly id: string;
  readonly time: string;
  readonly by: { readonly login: string; readonly node: string | null } | null;
  readonly restored: string | null;
  readonly etag: string;
  readonly current: boolean;
  readonly changes: ConfigVersion['changes'];
}

const id = reading<string>({ type: 'string', description: 'The id of a version.' }, (text) =>
  isRecordId(text) ? text : { wrong: 'must be the id of a version' },
);
const LIST = { limit: integer(1, MAX_LIMIT), cursor: id };
/** For the API's document. */
export const VERSIONS_QUERY: Query = LIST;
const ONE = {
  against: reading<string>({ type: 'string', description: 'The id of a version, or `current`.' }, (text) =>
    text === 'current' || isRecordId(text) ? text : { wrong: 'must be "current" or the id of a version' },
  ),
};
export const VERSION_QUERY: Query = ONE;

/** The answer, with what is said where nobody remembers anything. */
export function fromVersions(answering: Answering): Answering {
  const missing = ({ store }: Running): Refusal | null => (store?.configs ? null : NO_HISTORY);
  return Object.assign(answering, { missing });
}

/** A page of versions, newest first. */
export function listVersions(question: Question): Promise<RawResponse | Refusal> {
  return fromHistory(question, async (history, { name, current }) => {
    const { values, mistakes } = readParameters(question.query, LIST);
    if (mistakes.length > 0) return refuseMistakes(mistakes);
    const { limit = DEFAULT_LIMIT, cursor } = values;
    const query = { source: name, limit, ...(cursor !== undefined && { before: cursor }) };
    const { versions, more } = await history.list(query);
    const next = more ? (versions.at(-1)?.id ?? null) : null;
    return jsonAnswer(
      200,
      { versions: versions.map((version) => versionJson(version, current)), next },
      DATA,
    );
  });
}

/** One version with its text, and how it differs from another. */
export function tellVersion(question: Question): Promise<RawResponse | Refusal> {
  return fromHistory(question, async (history, { name, current, shown }) => {
    const { values, mistakes } = readParameters(question.query, ONE);
    if (mistakes.length > 0) return refuseMistakes(mistakes);
    const version = await find(history, name, question.id);
    if (!version) return NO_VERSION;
    const { against } = values;
    let other: NamedText | null;
    if (against === 'current') other = { text: shown, name: 'current' };
    else if (against !== undefined) {
      const found = await find(history, name, against);
      if (!found) return NO_VERSION;
      other = { text: found.text, name: found.id };
    } else {
      const [before] = (await history.list({ source: name, limit: 1, before: version.id })).versions;
      other = before ? { text: before.text, name: before.id } : null;
    }
    const diff = other && unifiedDiff(other, { text: version.text, name: version.id });
    return jsonAnswer(200, { ...versionJson(version, current), config: version.text, diff }, DATA);
  });
}

/** Saves what the config was, with the keys that are there now. */
export async function restoreVersion(question: Question): Promise<RawResponse | Refusal> {
  const found = await fromHistory(question, async (history, { name }) => ({
    version: await find(history, name, question.id),
  }));
  if (isRefusal(found)) return found;
  const { version } = found;
  if (!version) return NO_VERSION;
  const saved = await save(question, () => version.text, version.id);
  return isRefusal(saved) ? saved : savedAnswer(saved);
}

/** Nothing more is to be said: the path and `If-Match` tell all. */
export const NOTHING_BODY: Field<object> = section<object>('Nothing.', {});

async function find(history: Patient, source: string, id: string): Promise<ConfigVersion | null> {
  const version = isRecordId(id) ? await history.get(id) : null;
  // Another gateway's config is none of this one's.
  return version?.source === source ? version : null;
}

function versionJson({ id, time, by, restored, etag, changes }: ConfigVersion, current: string): VersionJson {
  return {
    id,
    time: timeJson(time),
    by: by && { login: by.login, node: by.node ?? null },
    restored,
    etag,
    current: etag === current,
    changes,
  };
}

/** The part of a history that answers, and no longer than one waits. */
type Patient = Pick<ConfigHistory, 'list' | 'get'>;

interface Now {
  readonly name: string;
  /** The tag of the config that is there now, and how it is shown. */
  readonly current: string;
  readonly shown: string;
}

/** Answers out of the history, or says why it cannot be asked. */
async function fromHistory<T extends object>(
  { running, by }: Question,
  answer: (history: Patient, now: Now) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  const { editor, logger, store } = running;
  const { login } = by.identity;
  const { shown, etag } = await editor.read();
  return readable(logger, async () => {
    const history = store && (await bounded(store, login, () => editor.history()));
    if (!store || !history) return NO_HISTORY;
    const patient: Patient = {
      list: (query) => bounded(store, login, () => history.list(query)),
      get: (id) => bounded(store, login, () => history.get(id)),
    };
    return answer(patient, { name: editor.name, current: etag, shown: shown.text });
  });
}
