/** From a config as an admin wrote it, with references, to one that may be put into force. */
import { accessOf } from '../../access/grants.ts';
import { admit } from '../../admit.ts';
import type { Edited } from '../../in-force/editor.ts';
import { loadConfig } from '../../config/load.ts';
import type { Problem } from '../../config/problem.ts';
import { putBack } from '../../config/secrets/references.ts';
import type { Snapshot } from '../../config/snapshot.ts';
import type { StoredConfig } from '../../config/stored.ts';
import { isRefusal, type Refusal } from '../../errors.ts';
import type { Running } from '../../running.ts';
import type { Question } from '../question.ts';
import { refuseConfig } from './problems.ts';

/** A config with its keys, and all that is wrong with it. */
export interface Checked {
  readonly text: string | null;
  /** Null exactly if there are problems. */
  readonly snapshot: Snapshot | null;
  readonly problems: readonly Problem[];
}

/**
 * Checks a text. Warnings are errors (spec/aperture.md 1.12): what is wrong with a file is not worth stopping a gateway for,
 * but whoever writes it now can mend it now.
 */
export function checkText(
  text: string,
  stored: StoredConfig,
  { running, by }: Pick<Question, 'running' | 'by'>,
  mode: 'save' | 'validate',
): Checked {
  const back = putBack(text, stored.shown.secrets);
  if (back.text === null) return { text: null, snapshot: null, problems: back.problems };
  const { snapshot, problems } = loadConfig(back.text, {
    ...running.editor.loading,
    mode,
    // That somebody is an admin is told in the tailnet's policy file, perhaps; then the config need not.
    adminElsewhere: accessOf([], by.identity).role === 'admin',
  });
  return { text: back.text, snapshot, problems: problems.map(back.shown) };
}

/** Makes a text fit to be saved, or refuses it with all its problems. */
export function editedText(
  text: string,
  stored: StoredConfig,
  question: Question,
  restored: string | null,
): Edited | Refusal {
  const checked = checkText(text, stored, question, 'save');
  if (checked.text === null || !checked.snapshot) return refuseConfig(checked.problems);
  return {
    text: checked.text,
    snapshot: checked.snapshot,
    judge: (candidate) => refuseLockOut(candidate, question),
    by: question.by.identity,
    restored,
  };
}

/** Asks the gateway that would be whether it still takes the same request for an admin's. */
async function refuseLockOut(candidate: Running, { request, context }: Question): Promise<Refusal | null> {
  const { url, headers } = request;
  const admitted = await admit(candidate, { url, headers, isCall: false }, context);
  const why = isRefusal(admitted)
    ? admitted.message
    : admitted.access.role !== 'admin'
      ? `it gives ${JSON.stringify(admitted.identity.login)} no admin role`
      : null;
  if (why === null) return null;
  const message = `this config would take the admin role from you, who could not take it back: ${why}`;
  return refuseConfig([{ level: 'error', message, path: ['grants'] }]);
}
