import type { Assembler } from '../answer.ts';
import { isObject, listOf, objectOf, textOf, type JsonObject } from '../value.ts';
import type { Building } from './merge.ts';

/** Rebuilds a GenerateContentResponse out of its chunks, each of which is one by itself. */
export function assembleCandidates(): Assembler {
  const answer: Building = {};
  const candidates = new Map<unknown, Building>();
  return {
    add(value) {
      const { candidates: pieces, ...rest } = objectOf(value);
      Object.assign(answer, rest);
      for (const piece of listOf(pieces)) addCandidate(candidates, objectOf(piece));
    },
    finish() {
      if (candidates.size === 0) return Object.keys(answer).length > 0 ? answer : undefined;
      return { candidates: [...candidates.values()], ...answer };
    },
  };
}

const MAX_CANDIDATES = 1_024;

function addCandidate(candidates: Map<unknown, Building>, { content, ...rest }: JsonObject): void {
  const index = rest['index'] ?? 0;
  let candidate = candidates.get(index);
  if (!candidate) {
    if (candidates.size >= MAX_CANDIDATES) return;
    candidate = {};
    candidates.set(index, candidate);
  }
  Object.assign(candidate, rest);
  if (!isObject(content)) return;
  const before = objectOf(candidate['content']);
  const parts = [...listOf(before['parts'])];
  for (const part of listOf(content['parts'])) addPart(parts, objectOf(part));
  candidate['content'] = { ...before, ...content, parts };
}

/** Text goes on in the part before it, if that is text of the same kind: thoughts and answers are kept apart. */
function addPart(parts: unknown[], part: JsonObject): void {
  const last = objectOf(parts.at(-1));
  const text = textOf(part['text']);
  const lastText = textOf(last['text']);
  if (text === null || lastText === null || last['thought'] !== part['thought']) parts.push(part);
  else parts[parts.length - 1] = { ...last, ...part, text: lastText + text };
}
