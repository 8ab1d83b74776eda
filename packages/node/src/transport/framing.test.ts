import { bytesFrom } from '@aperturejs/core/wire';
import { expect, it } from 'vitest';
import { framedHeaders } from './framing.ts';
import { request } from './testing/upstream.ts';

const origin = 'https://api.openai.com';

it.each(['host', 'Host', 'HOST'])('refuses a %s header: it would rename the server', (name) => {
  expect(() => framedHeaders(request({ origin, headers: [name, 'evil.example'] }))).toThrow(/name a host/);
});

it.each(['https://evil.example/v1', 'evil.example:443', '*', ''])('refuses the path %j', (path) => {
  expect(() => framedHeaders(request({ origin, path }))).toThrow(/name a host/);
});

it.each([null, new Uint8Array()])('refuses a declared length without a body', (body) => {
  expect(() => framedHeaders(request({ origin, headers: ['Content-Length', '5'], body }))).toThrow(/5 bytes/);
  expect(framedHeaders(request({ origin, headers: ['content-length', '0'], body }))).toEqual([
    'content-length',
    '0',
  ]);
});

it('adds the length that a source knows, and leaves a declared one alone', () => {
  const body = bytesFrom(new Uint8Array(3));
  expect(framedHeaders(request({ origin, headers: ['a', 'b'], body }))).toEqual([
    'a',
    'b',
    'content-length',
    '3',
  ]);
  expect(framedHeaders(request({ origin, headers: ['Content-Length', '3'], body }))).toEqual([
    'Content-Length',
    '3',
  ]);
});
