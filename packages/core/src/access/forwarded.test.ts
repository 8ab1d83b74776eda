import { describe, expect, it } from 'vitest';
import { compileRanges } from './address.ts';
import { forwardedFor } from './forwarded.ts';

const isTrusted = compileRanges(['10.0.0.0/8', '::1']);
const of = (value: string | string[], peer = '10.0.0.1'): string | undefined =>
  forwardedFor(
    [value].flat().flatMap((text) => ['X-Forwarded-For', text]),
    peer,
    isTrusted,
  );

describe('the client behind trusted proxies', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['203.0.113.9, 10.1.1.1', '203.0.113.9'],
    // What the client itself wrote stands on the left of what the first proxy saw.
    ['100.64.0.1, 203.0.113.9, 10.1.1.1', '203.0.113.9'],
    ['203.0.113.9:5000', '203.0.113.9'],
    ['[2001:db8::1]:5000', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['10.9.9.9, 10.1.1.1', '10.9.9.9'],
    ['203.0.113.9, unknown', 'unknown'],
    ['', ''],
  ])('%s', (value, address) => {
    expect(of(value)).toBe(address);
  });

  it('over several headers', () => {
    expect(of(['100.64.0.1', '203.0.113.9', '10.1.1.1'])).toBe('203.0.113.9');
  });
});

it('is nobody in particular without a trusted proxy or its header', () => {
  expect(of('100.64.0.1', '203.0.113.9')).toBeUndefined();
  expect(forwardedFor([], '10.0.0.1', isTrusted)).toBeUndefined();
  expect(forwardedFor(['x-forwarded-for', '1.2.3.4'], undefined, isTrusted)).toBeUndefined();
});
