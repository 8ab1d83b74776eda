import { describe, expect, it } from 'vitest';
import { bytesFrom, collectBytes } from './byte-source.ts';
import { headersOf, headerValue, headerValues } from './header-list.ts';
import {
  isRaw,
  lazyResponse,
  nativeResponse,
  RAW,
  rawRequestOf,
  rawResponseOf,
  sourceOf,
  type RawResponse,
} from './raw.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const raw = (more: Partial<RawResponse> = {}): RawResponse => ({
  status: 201,
  statusText: 'Made',
  headers: ['Content-Type', 'text/plain', 'X-A', '1', 'x-a', '2', 'set-cookie', 'a=1', 'set-cookie', 'b=2'],
  body: bytesFrom(text('he'), text('llo')),
  ...more,
});

describe('a lazy response', () => {
  it('carries its raw parts as they are until somebody reads it', () => {
    const parts = raw();
    const response = lazyResponse(parts);
    expect(isRaw(response)).toBe(true);
    expect(response[RAW]).toBe(parts);
    expect([response.status, response.ok]).toEqual([201, true]);
    expect(response[RAW]).toBe(parts);
  });

  it('is a Response to whoever reads it', async () => {
    const response = lazyResponse(raw());
    expect(response).toBeInstanceOf(Response);
    expect(response.statusText).toBe('Made');
    expect(response.headers.get('x-a')).toBe('1, 2');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.bodyUsed).toBe(false);
    expect(await response.clone().text()).toBe('hello');
    expect(await response.text()).toBe('hello');
    expect(response.bodyUsed).toBe(true);
  });

  it('can be wrapped, as a host application does to add a header', async () => {
    const response = lazyResponse(raw());
    const wrapped = new Response(response.body, response);
    wrapped.headers.set('x-host', '1');
    expect([wrapped.status, wrapped.headers.get('x-a'), await wrapped.text()]).toEqual([
      201,
      '1, 2',
      'hello',
    ]);
  });

  it('hands out what is left in its native form once that exists', async () => {
    const response = lazyResponse(raw());
    response.headers.set('x-added', '1');
    const parts = rawResponseOf(response);
    expect(headerValue(parts.headers, 'x-added')).toBe('1');
    const source = sourceOf(parts.body);
    expect(source && (await collectBytes(source))).toEqual(text('hello'));
  });
});

it.each([204, 205, 304])('a native response with status %d has no body', (status) => {
  let cancelled = false;
  const body = { ...bytesFrom(text('x')), cancel: () => (cancelled = true) };
  expect(nativeResponse(raw({ status, body })).body).toBeNull();
  expect(cancelled).toBe(true);
});

it('shows the raw parts of a native request, its leaving included', async () => {
  const leave = new AbortController();
  const request = new Request('http://h/p?q', {
    method: 'POST',
    body: 'hello',
    headers: { 'x-a': '1' },
    signal: leave.signal,
  });
  const parts = rawRequestOf(request);
  expect([parts.method, parts.url, headerValue(parts.headers, 'x-a')]).toEqual(['POST', 'http://h/p?q', '1']);
  let left = 0;
  parts.onAbort(() => (left += 1));
  expect(parts.body && (await collectBytes(parts.body))).toEqual(text('hello'));
  leave.abort();
  parts.onAbort(() => (left += 1));
  expect(left).toBe(2);
  expect(rawRequestOf(new Request('http://h/')).body).toBeNull();
});

it('reads header lists by name, repeats in order', () => {
  const list = ['A', '1', 'b', '2', 'a', '3'];
  expect(headerValues(list, 'a')).toEqual(['1', '3']);
  expect(headerValue(list, 'a')).toBe('1, 3');
  expect(headerValue(list, 'c')).toBeUndefined();
  expect(headersOf(list).get('a')).toBe('1, 3');
});
