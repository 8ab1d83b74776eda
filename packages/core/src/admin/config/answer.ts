/** `GET` and `PUT /aperture/config`, `POST /aperture/config:validate`. */
import { section, text, type Field } from '../../config/schema/field.ts';
import { formatProblem } from '../../config/problem.ts';
import type { ConfigChange } from '../../ports/config-history.ts';
import type { Saved } from '../../in-force/editor.ts';
import { GatewayError, isRefusal, refuse, type Refusal } from '../../errors.ts';
import { jsonAnswer } from '../../relay/answer.ts';
import type { RawResponse } from '../../wire/raw.ts';
import { DATA } from '../data-answer.ts';
import type { Question } from '../question.ts';
import { nothingAsked } from '../record-parameters.ts';
import { checkText, editedText } from './check.ts';
import { expectedConfig, isKnown, quoted, refuseStale, type Expected } from './if-match.ts';
import { problemJson, problemLine, type ProblemJson } from './problems.ts';

/** What is sent to be saved or checked. */
export interface ConfigBody {
  /** HuJSON, with references in place of keys that are to stay. */
  readonly config: string;
}

export const CONFIG_BODY: Field<ConfigBody> = section<ConfigBody>('A config.', {
  config: text('HuJSON, with references in place of the keys that are to stay as they are.'),
});

/** The config in force (docs/reference/api.md). Its name is in the `ETag`. */
export interface ConfigJson {
  readonly config: string;
  readonly source: string;
  readonly writable: boolean;
  /** Why it is not writable. */
  readonly reason: string | null;
  /** Why the newest config is not in force. */
  readonly error: string | null;
}

/** A config that was saved. */
export interface SavedConfigJson {
  readonly config: string;
  readonly warnings: readonly ProblemJson[];
  readonly changes: readonly ConfigChange[];
}

/** Tells the config. */
export async function tellConfig({ running, query, headers }: Question): Promise<RawResponse | Refusal> {
  const mistaken = nothingAsked(query);
  if (mistaken) return mistaken;
  const { shown, etag } = await running.editor.read();
  if (isKnown(headers, etag)) {
    return {
      status: 304,
      statusText: '',
      headers: ['etag', quoted(etag), 'cache-control', 'no-store'],
      body: null,
    };
  }
  const { source, writable, reason, failure } = running.config.status();
  const error = failure?.problems.map((problem) => formatProblem(problem, source)).join('\n') ?? null;
  const body: ConfigJson = { config: shown.text, source, writable, reason, error };
  return jsonAnswer(200, body, { ...DATA, etag: quoted(etag) });
}

/** Saves the config that is sent. */
export async function saveConfig(question: Question, { config }: ConfigBody): Promise<RawResponse | Refusal> {
  const saved = await save(question, () => config, null);
  return isRefusal(saved) ? saved : savedAnswer(saved);
}

/** Says whether a config could be saved, and what is wrong if not. */
export async function validateConfig(
  question: Question,
  { config }: ConfigBody,
): Promise<RawResponse | Refusal> {
  const mistaken = nothingAsked(question.query);
  if (mistaken) return mistaken;
  const stored = await question.running.editor.read();
  const { problems } = checkText(config, stored, question, 'validate');
  const valid = problems.length === 0;
  const errors = valid ? null : problems.map(problemLine);
  return jsonAnswer(200, { valid, errors, problems: problems.map(problemJson) }, DATA);
}

/**
 * Saves a text as the config that `If-Match` expects to be changed.
 *
 * @param textFor the text, once it is known what is stored
 * @param expected in place of `If-Match`
 */
export async function save(
  question: Question,
  textFor: () => string,
  restored: string | null,
  expected: Expected | Refusal = expectedConfig(question.headers),
): Promise<Saved | Refusal> {
  const mistaken = nothingAsked(question.query);
  if (mistaken) return mistaken;
  const { reason } = question.running.config.status();
  // Told first: it stays so whatever is sent.
  if (reason !== null) return refuse('config_read_only', reason);
  if (isRefusal(expected)) return expected;
  try {
    return await question.running.editor.save(
      async (stored) =>
        refuseStale(expected, stored.etag) ?? editedText(textFor(), stored, question, restored),
    );
  } catch (error) {
    // Such a failure is an answer, and no fault.
    if (GatewayError.is(error) && REFUSALS.has(error.code)) return refuse(error.code, error.message);
    throw error;
  }
}

const REFUSALS: ReadonlySet<string> = new Set(['config_read_only', 'precondition_failed']);

/** What is answered to a save. */
export function savedAnswer({ stored, changes }: Saved): RawResponse {
  const { shown, etag } = stored;
  const body: SavedConfigJson = { config: shown.text, warnings: [], changes };
  return jsonAnswer(200, body, { ...DATA, etag: quoted(etag) });
}
