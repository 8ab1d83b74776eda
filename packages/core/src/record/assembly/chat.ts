import type { Assembler } from '../answer.ts';
import { listOf, objectOf, type JsonObject } from '../value.ts';
import { mergeDelta, type Building } from './merge.ts';

/** Rebuilds a `chat.completion` out of its chunks, or a `text_completion`. */
export function assembleChat(): Assembler {
  const answer: Building = {};
  const choices = new Map<unknown, Building>();
  return {
    add(value) {
      const { choices: pieces, object, ...rest } = objectOf(value);
      // Each chunk repeats the head of the answer; only usage and errors come once.
      for (const [name, part] of Object.entries(rest)) {
        if (part !== null || !(name in answer)) answer[name] = part;
      }
      if (object !== undefined) answer['object'] = object === CHUNK ? 'chat.completion' : object;
      for (const piece of listOf(pieces)) addChoice(choices, objectOf(piece));
    },
    finish() {
      if (choices.size === 0 && Object.keys(answer).length === 0) return undefined;
      return { ...answer, choices: [...choices.values()] };
    },
  };
}

const CHUNK = 'chat.completion.chunk';
const MAX_CHOICES = 1_024;

function addChoice(choices: Map<unknown, Building>, piece: JsonObject): void {
  const { index, delta, ...rest } = piece;
  let choice = choices.get(index);
  if (!choice) {
    if (choices.size >= MAX_CHOICES) return;
    choice = { index };
    choices.set(index, choice);
  }
  mergeDelta(choice, delta === undefined ? rest : { message: delta, ...rest });
}
