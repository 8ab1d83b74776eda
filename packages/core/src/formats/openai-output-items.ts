import { noteToolCall, type AnswerFacts } from '../record/answer.ts';
import { listOf, objectOf, textOf } from '../record/value.ts';

/** The items of the output: a stream tells each by itself, and may repeat all of them in the end. */
export class OutputItems {
  readonly #facts: AnswerFacts;
  #any = false;

  constructor(facts: AnswerFacts) {
    this.#facts = facts;
  }

  /** The whole output, in the end. */
  readAll(output: unknown): void {
    if (!this.#any) for (const item of listOf(output)) this.read(item);
  }

  /** One item that is done. */
  read(value: unknown): void {
    this.#any = true;
    const item = objectOf(value);
    const type = textOf(item['type']);
    if (!type?.endsWith('_call')) return;
    noteToolCall(this.#facts, item['name'] ?? type.slice(0, -'_call'.length));
    // Pages opened and texts found in them are no searches.
    const action = objectOf(item['action'])['type'];
    if (type !== 'web_search_call' || (action !== undefined && action !== 'search')) return;
    const { usage } = this.#facts;
    usage.webSearchCount = (usage.webSearchCount ?? 0) + 1;
  }
}
