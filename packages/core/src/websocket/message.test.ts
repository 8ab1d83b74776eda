import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRefusal } from '../errors.ts';
import { readMessage } from './message.ts';

const encoder = new TextEncoder();
const read = (text: string): ReturnType<typeof readMessage> => readMessage(encoder.encode(text), 1_000_000);

/** JSON with its keys escaped here and there, as no library writes it and every parser reads it. */
const escaped = (text: string): string =>
  text.replace(
    /"(type|model)":/g,
    (_, key: string) => `"\\u00${key.charCodeAt(0).toString(16)}${key.slice(1)}":`,
  );

it('agrees with JSON.parse on what a message is, and on its model', () => {
  const key = fc.constantFrom('type', 'model', 'input', 'Type', 'x');
  const value = fc.oneof(
    fc.constantFrom('response.create', 'gpt-5', 'x'),
    fc.jsonValue().filter((v) => typeof v !== 'string'),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value), { maxLength: 5 }), fc.boolean(), (pairs, escape) => {
      const plain = `{${pairs.map(([name, item]) => `${JSON.stringify(name)}:${JSON.stringify(item)}`).join(',')}}`;
      const text = escape ? escaped(plain) : plain;
      const told = read(text);
      const names = pairs.map(([name]) => name.toLowerCase());
      const twice = ['type', 'model'].some((name) => names.filter((one) => one === name).length > 1);
      const parsed = JSON.parse(text) as { type?: unknown; model?: unknown };
      const odd = ['type', 'model'].some(
        (name) => name in parsed && typeof parsed[name as 'type' | 'model'] !== 'string',
      );
      if (isRefusal(told)) {
        expect(twice || odd).toBe(true);
        return;
      }
      expect(twice || odd).toBe(false);
      expect(told.model).toBe(parsed.model);
      expect(told.isCreate).toBe(parsed.type === 'response.create' || parsed.model !== undefined);
    }),
  );
});
