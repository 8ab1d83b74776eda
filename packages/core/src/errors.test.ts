import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CODES, GatewayError, isRefusal, refusalOf, refuse } from './errors.ts';

it('documents every code with its status', () => {
  const page = readFileSync(new URL('../../../docs/reference/errors.md', import.meta.url), 'utf8');
  const documented = [...page.matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(([, code, status]) => [
    code,
    Number(status),
  ]);
  expect(documented).toEqual(Object.entries(CODES));
});

it('never answers with a 500', () => {
  expect(Object.values(CODES)).not.toContain(500);
});

it('tells of an error what it says for clients, and of any other nothing', () => {
  const error = new GatewayError('upstream_timeout', 'too late', { cause: new Error('secret') });
  expect(refusalOf(error)).toEqual({ code: 'upstream_timeout', status: 504, message: 'too late' });
  const fault = refusalOf(new TypeError('Invalid header value: sk-secret'));
  expect(fault).toMatchObject({ code: 'internal', status: 503 });
  expect(JSON.stringify(fault)).not.toContain('secret');
});

it('recognises errors of another copy of this package by name', () => {
  const other = Object.assign(new Error('x'), { name: 'GatewayError', code: 'upstream_unreachable' });
  expect(refusalOf(other).status).toBe(502);
  expect(isRefusal(refuse('no_role', 'x'))).toBe(true);
  expect(isRefusal(error())).toBe(false);
  expect(isRefusal(null)).toBe(false);
});

function error(): Error {
  return new GatewayError('internal', 'x');
}
