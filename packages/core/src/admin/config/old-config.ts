/** `GET` and `PUT /api/config`: the config in the shape of Aperture's first API (spec/aperture.md 11.2). */
import { section, text, type Field } from '../../config/schema/field.ts';
import { isRefusal, type Refusal } from '../../errors.ts';
import { jsonAnswer } from '../../relay/answer.ts';
import type { RawResponse } from '../../wire/raw.ts';
import { DATA } from '../data-answer.ts';
import type { Question } from '../question.ts';
import { nothingAsked } from '../record-parameters.ts';
import { save } from './answer.ts';

/** What is sent to be saved. */
export interface OldConfigBody {
  readonly config: string;
  /** Of the config that was edited; what `If-Match` is elsewhere. */
  readonly hash: string;
}

export const OLD_CONFIG_BODY: Field<OldConfigBody> = section<OldConfigBody>('A config.', {
  config: text('HuJSON, with references in place of the keys that are to stay as they are.'),
  hash: text('The hash of the config that was edited.'),
});

export async function tellOldConfig({ running, query }: Question): Promise<RawResponse | Refusal> {
  const mistaken = nothingAsked(query);
  if (mistaken) return mistaken;
  const { shown, etag } = await running.editor.read();
  return jsonAnswer(200, { config: shown.text, exists: true, hash: etag }, DATA);
}

export async function saveOldConfig(
  question: Question,
  { config, hash }: OldConfigBody,
): Promise<RawResponse | Refusal> {
  const saved = await save(question, () => config, null, { names: [hash] });
  return isRefusal(saved) ? saved : jsonAnswer(200, { success: true, hash: saved.stored.etag }, DATA);
}
