import type { Assembler } from '../answer.ts';
import { isObject, listOf, objectOf, textOf, type JsonObject } from '../value.ts';

/**
 * Rebuilds a response. Its last event has the whole object; the ChatGPT backend leaves the output out of it, and a
 * stream that broke off has none. Then the output is what its items were when they were done, or had become so far.
 */
export function assembleResponse(): Assembler {
  let response: JsonObject | null = null;
  let error: unknown;
  const items = new Map<unknown, JsonObject>();
  const texts = new Texts();
  return {
    add(value) {
      const event = objectOf(value);
      const type = textOf(event['type']) ?? '';
      if (isObject(event['response'])) response = event['response'];
      else if (type === 'response.output_item.added' || type === 'response.output_item.done') {
        if (items.size < MAX_ITEMS || items.has(event['output_index'])) {
          items.set(event['output_index'], objectOf(event['item']));
        }
        if (type.endsWith('done')) texts.drop(event['output_index']);
      } else if (type === 'error') error = event['error'] ?? event;
      else texts.add(type, event);
    },
    finish() {
      if (!response && items.size === 0 && error === undefined) return undefined;
      const whole = listOf(response?.['output']);
      const output = whole.length > 0 ? whole : [...items].map(([index, item]) => texts.finish(index, item));
      return { ...response, output, ...(error === undefined ? {} : { error }) };
    },
  };
}

const MAX_ITEMS = 4_096;

/** The events that go on with an item's text, by the field that holds it in the end. */
const DELTAS: Readonly<Record<string, string>> = {
  'response.output_text.delta': 'text',
  'response.refusal.delta': 'refusal',
  'response.reasoning_text.delta': 'text',
  'response.reasoning_summary_text.delta': 'summary',
  'response.function_call_arguments.delta': 'arguments',
  'response.custom_tool_call_input.delta': 'input',
  'response.mcp_call_arguments.delta': 'arguments',
};

/** The texts of items that are not done. */
class Texts {
  readonly #byItem = new Map<unknown, Map<string, string>>();

  add(type: string, event: JsonObject): void {
    const field = DELTAS[type];
    const delta = textOf(event['delta']);
    if (!field || delta === null) return;
    const index = event['output_index'];
    const texts = this.#byItem.get(index) ?? new Map<string, string>();
    if (this.#byItem.size < MAX_ITEMS) this.#byItem.set(index, texts);
    texts.set(field, (texts.get(field) ?? '') + delta);
  }

  drop(index: unknown): void {
    this.#byItem.delete(index);
  }

  /** The item, with what came of it where it is not done. */
  finish(index: unknown, item: JsonObject): JsonObject {
    const texts = this.#byItem.get(index);
    if (!texts) return item;
    const { arguments: args, input, ...parts } = Object.fromEntries(texts);
    const content = Object.entries(parts).map(([field, text]) =>
      field === 'refusal' ? { type: 'refusal', refusal: text } : { type: 'output_text', text },
    );
    return {
      ...item,
      ...(args === undefined ? {} : { arguments: args }),
      ...(input === undefined ? {} : { input }),
      ...(content.length > 0 ? { content } : {}),
    };
  }
}
