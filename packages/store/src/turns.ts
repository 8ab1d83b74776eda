/** Who is next where one does the work of all: what writes goes before what reads. */
import type { Operation, Question } from './messages.ts';

/**
 * Writes that somebody waits for, or for which there is room for a while only. Pruning and exports go on by themselves, and
 * closing comes behind all that was asked before.
 */
const FIRST: ReadonlySet<Operation> = new Set<Operation>([
  'write',
  'addAudit',
  'addConfig',
  'finishExport',
  'abandonExport',
]);

/** Questions that wait, and the one that is being answered. */
export interface Turns {
  /** Takes a question; it is answered when it is its turn. */
  add(question: Question): void;
}

/**
 * Makes turns. A write waits for nothing but the question under way and the writes before it.
 *
 * @param answer answers one question, and never rejects
 * @param arrived takes what has arrived meanwhile and nobody has seen: while the thread is at work, nothing is handed to it
 */
export function createTurns(
  answer: (question: Question) => Promise<void>,
  arrived: () => Question | undefined,
): Turns {
  const first: Question[] = [];
  const others: Question[] = [];
  let working = false;

  const put = (question: Question): void => {
    (FIRST.has(question.operation) ? first : others).push(question);
  };
  const next = (): Question | undefined => {
    for (let question = arrived(); question; question = arrived()) put(question);
    return first.shift() ?? others.shift();
  };
  const work = async (): Promise<void> => {
    working = true;
    for (let question = next(); question; question = next()) await answer(question);
    working = false;
  };
  return {
    add(question) {
      put(question);
      if (!working) void work();
    },
  };
}
