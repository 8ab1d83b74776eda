import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toldUrl } from './told-url.ts';

const ORIGIN = 'https://host.example';
const told = (basePath: string, rest = '/responses'): string =>
  toldUrl({ origin: ORIGIN, basePath }, basePath + rest).slice(ORIGIN.length);

describe('the URL of an upstream', () => {
  it.each([
    '',
    '/v1',
    '/v1beta/openai',
    '/backend-api/codex',
    '/api/paas/v4',
    '/api/coding/paas/v4',
    '/inference/v1beta1',
    '/openai/deployments',
    '//api',
  ])('is told as it is where its own path is words and versions: %j', (basePath) => {
    expect(told(basePath)).toBe(`${basePath}/responses`);
  });

  it.each([
    ['/v1/8f14e45fceea167a/gateway/openai', '/v1/…/gateway/openai'],
    ['/v1/sk-live-0123456789abcdef', '/v1/…'],
    ['/v1/AbCdEf', '/v1/…'],
    ['/v1/vdhqkzmtprwxbnlcj', '/v1/…'],
    ['/v1/secret%2Fpath', '/v1/…'],
    ['/v12345', '/…'],
    ['/v1hunter2', '/…'],
    ['/a=b', '/…'],
    ['/openai/deployments/gpt-4o', '/openai/deployments/…'],
  ])('hides what may be a key: %s', (basePath, expected) => {
    expect(told(basePath)).toBe(`${expected}/responses`);
  });

  it("keeps the client's own path, and no query", () => {
    expect(told('/k3y', '/v1beta/models/gemini-3.8:generateContent?key=x')).toBe(
      '/…/v1beta/models/gemini-3.8:generateContent',
    );
  });

  it('tells no random token, in whichever alphabet it is written', () => {
    const digits = fc.stringMatching(/^[\w.~-]*[0-9A-Z~][\w.~-]*$/);
    const token = digits.filter((text) => text.length >= 8 && !/^v\d/.test(text));
    fc.assert(
      fc.property(
        token,
        fc.constantFrom('', '/v1', '/api'),
        fc.constantFrom('', '/openai'),
        (key, front, back) => {
          expect(told(`${front}/${key}${back}`)).toBe(`${front}/…${back}/responses`);
        },
      ),
    );
  });
});
