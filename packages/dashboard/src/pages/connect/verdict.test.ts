import type { Explanation } from '@aperturejs/core';
import { describe, expect, it } from 'vitest';
import { addressOf, type Trial } from './check.ts';
import { CLIENTS } from './clients.ts';
import { verdictOn, verdictOnAddress } from './verdict.ts';

const gateway = new URL('http://gate:8787/ai/');
const client = (id: string) => CLIENTS.find((one) => one.id === id)!;
const codex = client('codex-chatgpt');
const RIGHT = 'http://gate:8787/ai/codex';

describe('a base URL', () => {
  it.each([
    [RIGHT, { kind: 'here', basePath: '/codex' }],
    [` ${RIGHT}/ `, { kind: 'here', basePath: '/codex' }],
    ['http://gate:8787/ai', { kind: 'here', basePath: '' }],
    ['http://gate:8787/codex', { kind: 'outside', mount: '/ai' }],
    ['http://gate:8787/aix', { kind: 'outside', mount: '/ai' }],
    ['https://api.openai.com/v1', { kind: 'elsewhere', host: 'api.openai.com' }],
    ['https://gate:8787/ai/codex', { kind: 'elsewhere', host: 'gate:8787' }],
    ['gate:8787', { kind: 'elsewhere', host: '' }],
    ['codex', { kind: 'no_url' }],
  ])('%s', (text, address) => {
    expect(addressOf(text, gateway)).toEqual(address);
  });

  it('is told to be wrong in words that hold the right one', () => {
    for (const text of ['http://gate:8787/codex', 'https://api.openai.com/v1', 'x']) {
      expect(verdictOnAddress(addressOf(text, gateway), codex, RIGHT)?.text).toContain(RIGHT);
    }
    expect(verdictOnAddress(addressOf(RIGHT, gateway), codex, RIGHT)).toBeNull();
  });
});

describe('what a trial means', () => {
  const choices = [{ name: 'gpt-5.3-codex', provider: 'codex-oauth' }];
  const question = { client: codex, basePath: '/codex', model: 'gpt-5.3-codex', choices, right: RIGHT };
  const refused = (code: string, status: number, message: string): Explanation => ({
    decision: 'refuse',
    steps: [],
    refusal: { code, status, message },
  });
  const forwarded: Explanation = {
    decision: 'forward',
    steps: [],
    forward: { provider: 'codex-oauth', url: 'https://x', credential: 'passthrough', grant: 'grants[1]' },
  };
  const trial = (explanation: Explanation | null, status: number, body: object = {}): Trial => ({
    path: '/codex/responses',
    explanation,
    answer: { status, text: JSON.stringify(body) },
  });

  it('tells of a missing /codex', () => {
    const verdict = verdictOn(
      { ...trial(refused('unknown_endpoint', 404, 'nothing at /responses'), 404), path: '/responses' },
      { ...question, basePath: '' },
    );
    expect(verdict).toMatchObject({ tone: 'bad', title: 'The base URL lacks /codex' });
    expect(verdict.text).toContain(RIGHT);
  });

  it('names the model that a misspelt one may be', () => {
    const verdict = verdictOn(trial(refused('model_not_found', 404, 'no route'), 404), {
      ...question,
      model: 'gpt-5.3-codx',
    });
    expect(verdict.text).toContain('gpt-5.3-codex');
  });

  it('tells whom to ask for a model that nobody granted', () => {
    const verdict = verdictOn(trial(refused('model_not_found', 404, 'no route'), 404), {
      ...question,
      model: 'claude-opus',
    });
    expect(verdict.text).toMatch(/grant/);
  });

  it('takes the 401 of a call without a token for what it is', () => {
    const answer = { error: { message: 'provider "codex-oauth" uses your own credential' } };
    expect(verdictOn(trial(forwarded, 401, answer), question)).toMatchObject({
      tone: 'good',
      said: answer.error.message,
      text: expect.stringContaining('requires_openai_auth = true') as string,
    });
  });

  it('takes the 401 of the organisation’s key for the admin’s affair', () => {
    const verdict = verdictOn(trial(forwarded, 401, { error: { message: 'Incorrect API key' } }), {
      ...question,
      client: client('codex-key'),
    });
    expect(verdict).toMatchObject({ tone: 'bad', said: 'Incorrect API key' });
    expect(verdict.text).toContain('admin');
  });

  it('says which provider answered', () => {
    expect(verdictOn(trial(forwarded, 200), { ...question, client: client('codex-key') })).toMatchObject({
      tone: 'good',
      text: expect.stringContaining('codex-oauth') as string,
    });
  });

  it.each([
    ['{"detail":"no such plan"}', 'no such plan'],
    ['{"message":"denied"}', 'denied'],
    ['<html>', '<html>'],
  ])('repeats the words of any vendor: %s', (text, said) => {
    const verdict = verdictOn({ ...trial(forwarded, 400), answer: { status: 400, text } }, question);
    expect(verdict.said).toBe(said);
  });
});
