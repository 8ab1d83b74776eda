import type { Assembler } from '../answer.ts';
import { isObject, listOf, objectOf, textOf, type JsonObject } from '../value.ts';
import { parsedOr, type Building } from './merge.ts';

/** Rebuilds a message out of its events. */
export function assembleMessage(): Assembler {
  let message: Building | null = null;
  const blocks = new Map<unknown, Block>();
  return {
    add(value) {
      const event = objectOf(value);
      const type = event['type'];
      if (type === 'message_start') {
        message = { ...objectOf(event['message']) };
      } else if (type === 'content_block_start') {
        if (blocks.size < MAX_BLOCKS) blocks.set(event['index'], new Block(objectOf(event['content_block'])));
      } else if (type === 'content_block_delta') {
        blocks.get(event['index'])?.add(objectOf(event['delta']));
      } else if (type === 'message_delta') {
        // Usage is cumulative, so what is told later replaces; null tells nothing.
        const usage = { ...objectOf(message?.['usage']), ...told(objectOf(event['usage'])) };
        message = { ...message, ...objectOf(event['delta']), usage };
      } else if (type === 'error') {
        message = { ...message, error: event['error'] };
      }
    },
    finish() {
      if (!message && blocks.size === 0) return undefined;
      return { ...message, content: [...blocks.values()].map((block) => block.finish()) };
    },
  };
}

const MAX_BLOCKS = 4_096;

/** Fields of text, by the type of the delta that goes on with them. */
const TEXTS: Readonly<Record<string, string>> = {
  text_delta: 'text',
  thinking_delta: 'thinking',
  signature_delta: 'signature',
};

/** One block of the content. */
class Block {
  readonly #block: Building;
  /** A tool's input, as the text of its JSON. */
  #input: string | null = null;

  constructor(start: JsonObject) {
    this.#block = { ...start };
  }

  add(delta: JsonObject): void {
    const type = textOf(delta['type']) ?? '';
    const name = TEXTS[type];
    if (name) {
      this.#block[name] = (textOf(this.#block[name]) ?? '') + (textOf(delta[name]) ?? '');
    } else if (type === 'input_json_delta') {
      this.#input = (this.#input ?? '') + (textOf(delta['partial_json']) ?? '');
    } else if (type === 'citations_delta') {
      this.#block['citations'] = [...listOf(this.#block['citations']), delta['citation']];
    }
  }

  finish(): JsonObject {
    return this.#input === null
      ? this.#block
      : {
          ...this.#block,
          input: parsedOr(this.#input, isObject(this.#block['input']) ? this.#block['input'] : {}),
        };
  }
}

function told(usage: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null));
}
