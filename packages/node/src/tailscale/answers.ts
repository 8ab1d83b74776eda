/** Answers that stay right for a while. */

/**
 * Makes a function that asks once and remembers: known answers come at once and without a promise, and whoever asks
 * while the question is under way shares its answer. Failures are not remembered. Where a question may come to mean
 * something else, `key` tells the one meaning from the other; by default it is the question.
 *
 * @param ask finds an answer
 * @param lifetime how long an answer is right, in milliseconds
 * @param limit how many answers are kept; the oldest goes first
 */
export function rememberAnswers<Answer>(
  ask: (question: string) => Promise<Answer>,
  lifetime: (answer: Answer, question: string) => number,
  limit: number,
): (question: string, key?: string) => Answer | Promise<Answer> {
  const known = new Map<string, { readonly answer: Answer; readonly until: number }>();
  const pending = new Map<string, Promise<Answer>>();

  const find = async (question: string, key: string): Promise<Answer> => {
    try {
      const answer = await ask(question);
      known.delete(key);
      if (known.size >= limit) known.delete(known.keys().next().value as string);
      known.set(key, { answer, until: performance.now() + lifetime(answer, question) });
      return answer;
    } finally {
      pending.delete(key);
    }
  };

  return (question, key = question) => {
    const entry = known.get(key);
    if (entry && performance.now() < entry.until) return entry.answer;
    let answer = pending.get(key);
    if (!answer) {
      answer = find(question, key);
      pending.set(key, answer);
    }
    return answer;
  };
}
