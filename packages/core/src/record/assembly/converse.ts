import type { Assembler } from '../answer.ts';
import { isObject, objectOf, textOf, type JsonObject } from '../value.ts';
import { parsedOr, type Building } from './merge.ts';

/** Rebuilds Converse's answer out of ConverseStream's events. */
export function assembleConverse(): Assembler {
  const answer: Building = {};
  let role: unknown;
  const blocks = new Map<unknown, Block>();
  return {
    add(value, name) {
      const event = objectOf(value);
      if (name === 'messageStart') role = event['role'];
      else if (name === 'messageStop' || name === 'metadata') Object.assign(answer, withoutPadding(event));
      else if (name === 'contentBlockStart' || name === 'contentBlockDelta') {
        const index = event['contentBlockIndex'];
        const block = blocks.get(index) ?? new Block();
        if (blocks.size < MAX_BLOCKS) blocks.set(index, block);
        block.add(objectOf(event['start']));
        block.add(objectOf(event['delta']));
      }
    },
    finish() {
      if (role === undefined && blocks.size === 0 && Object.keys(answer).length === 0) return undefined;
      const content = [...blocks.values()].map((block) => block.finish());
      return { output: { message: { role: role ?? 'assistant', content } }, ...answer };
    },
  };
}

const MAX_BLOCKS = 4_096;

/** Random letters by which AWS hides how long an event is. */
function withoutPadding({ p: _p, ...rest }: JsonObject): JsonObject {
  return rest;
}

/** One block of the content. */
class Block {
  readonly #block: Building = {};
  /** A tool's input, as the text of its JSON. */
  #input = '';

  add(piece: JsonObject): void {
    const text = textOf(piece['text']);
    if (text !== null) this.#block['text'] = (textOf(this.#block['text']) ?? '') + text;
    if (isObject(piece['toolUse'])) {
      const { input, ...rest } = piece['toolUse'];
      this.#block['toolUse'] = { ...objectOf(this.#block['toolUse']), ...rest };
      this.#input += textOf(input) ?? '';
    }
    if (isObject(piece['reasoningContent'])) this.#addReasoning(piece['reasoningContent']);
  }

  #addReasoning(piece: JsonObject): void {
    const before = objectOf(objectOf(this.#block['reasoningContent'])['reasoningText']);
    const { text, signature, ...rest } = piece;
    const reasoningText = {
      ...before,
      ...(text === undefined ? {} : { text: (textOf(before['text']) ?? '') + (textOf(text) ?? '') }),
      ...(signature === undefined ? {} : { signature }),
    };
    this.#block['reasoningContent'] = {
      ...rest,
      ...((text ?? signature) ? { reasoningText } : { reasoningText: before }),
    };
  }

  finish(): JsonObject {
    const { toolUse } = this.#block;
    return isObject(toolUse) ? { toolUse: { ...toolUse, input: parsedOr(this.#input, {}) } } : this.#block;
  }
}
