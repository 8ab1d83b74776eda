import { describe, expect, it } from 'vitest';
import { createHeaderValues } from './filterable.ts';

const TEAM = [{ name: 'x-team', redact: false }];
const kept = (...hops: string[][]) => createHeaderValues().kept(TEAM, hops, new Set());

describe('a header', () => {
  it('is what it was on the way to the provider, else what the client said', () => {
    expect(kept(['X-Team', 'ours'], ['x-team', 'theirs'])).toEqual({ 'x-team': 'ours' });
    expect(kept(['a', 'b'], ['X-TEAM', 'theirs', 'c', 'd'])).toEqual({ 'x-team': 'theirs' });
    expect(kept(['x-team', 'a', 'x-team', 'b'])).toEqual({ 'x-team': 'a, b' });
    expect(kept(['x-other', 'a'])).toBeNull();
    expect(kept(['x-team', ''])).toEqual({ 'x-team': '' });
  });

  it('is kept up to a length', () => {
    expect(kept(['x-team', 'x'.repeat(1_000)])).toEqual({ 'x-team': 'x'.repeat(128) });
  });

  it('keeps no secret, and nothing of its value if so configured', () => {
    const filterable = ['authorization', 'x-api-key', 'cookie', 'x-mine', 'x-team'].map((name) => ({
      name,
      redact: false,
    }));
    const secrets = {
      authorization: 'Bearer canary-1',
      'x-api-key': 'canary-2',
      cookie: 'a=canary-3',
      'x-mine': 'canary-4',
    };
    const hops = [Object.entries({ ...secrets, 'x-team': 'sk-canary-abcdefghijklmnop' }).flat()];
    expect(createHeaderValues().kept(filterable, hops, new Set(['x-mine']))).toEqual({
      authorization: 'Bearer [redacted]',
      'x-api-key': '[redacted]',
      cookie: '[redacted]',
      'x-mine': '[redacted]',
      'x-team': '[redacted]',
    });
    expect(
      createHeaderValues().kept([{ name: 'x-team', redact: true }], [['x-team', 'red']], new Set()),
    ).toEqual({
      'x-team': '[redacted]',
    });
  });

  it('has a bounded number of values', () => {
    const values = createHeaderValues();
    const told = Array.from(
      { length: 3_000 },
      (_, n) => values.kept(TEAM, [['x-team', `v${n}`]], new Set())!['x-team'],
    );
    expect(new Set(told).size).toBe(1_001);
    expect(told.slice(1_000)).toEqual(Array.from({ length: 2_000 }, () => '(other)'));
    expect(values.kept(TEAM, [['x-team', 'v7']], new Set())).toEqual({ 'x-team': 'v7' });
  });
});
