import type { Assembler } from '../answer.ts';
import { objectOf, textOf, type JsonObject } from '../value.ts';
import { assembleChat } from './chat.ts';

/** Rebuilds what the rest of OpenAI's API streams: completions by chunks; images and texts whole, in last events. */
export function assemblePlatform(): Assembler {
  const completion = assembleChat();
  let isCompletion = false;
  let last: JsonObject | undefined;
  const images: unknown[] = [];
  let text = '';
  return {
    add(value, name) {
      const { type: kind, ...rest } = objectOf(value);
      const type = textOf(kind) ?? '';
      if (type === '') {
        isCompletion = true;
        completion.add(rest, name);
      } else if (type.startsWith('image_') && type.endsWith('.completed')) {
        const { b64_json, created_at, ...about } = rest;
        images.push({ b64_json });
        last = { created: created_at, ...about, data: images };
      } else if (type.endsWith('.done')) {
        last = rest;
      } else {
        text += textOf(rest['delta']) ?? '';
      }
    },
    finish() {
      if (isCompletion) return completion.finish();
      return last ?? (text === '' ? undefined : { text });
    },
  };
}
