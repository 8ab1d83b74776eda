import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { concatBytes } from '../wire/byte-source.ts';
import { Gathered } from './gathered.ts';

it('gives back what it was given, whatever the sizes', () => {
  const chunk = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.uint8Array({ minLength: 1_000, maxLength: 1_100 }),
  );
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 60 }), (chunks) => {
      const gathered = new Gathered();
      for (const each of chunks) gathered.add(each);
      expect(gathered.bytes()).toEqual(concatBytes(chunks));
      expect(gathered.bytes()).toEqual(concatBytes(chunks));
    }),
  );
});

it('copies nothing for one large chunk', () => {
  const large = new Uint8Array(5_000);
  const gathered = new Gathered();
  gathered.add(large);
  expect(gathered.bytes()).toBe(large);
});

it('keeps no small chunk as an object of its own', () => {
  const gathered = new Gathered();
  const pool = new Uint8Array(64);
  for (let i = 0; i < 100_000; i += 1) {
    pool[0] = i & 0xff;
    gathered.add(pool.subarray(0, 1));
  }
  // The chunks were one buffer, written over and over: what was kept must be copies.
  expect(gathered.bytes().subarray(0, 3)).toEqual(Uint8Array.from([0, 1, 2]));
  expect(gathered.bytes()).toHaveLength(100_000);
});
