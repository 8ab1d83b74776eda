import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Logger } from '../ports/logger.ts';
import { serviceAccountOf } from '../testing/service-account.ts';
import { TOKEN, tokenEndpoint, type TokenEndpoint } from '../testing/token-endpoint.ts';
import { createAccessTokens, type AccessTokens } from './access-tokens.ts';

const NO_DEADLINES = { connect: 0, firstByte: 0, idle: 0, total: 0 };
const MINUTE = 60_000;

let endpoint: TokenEndpoint;
let tokens: AccessTokens;
let log: string[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  endpoint = tokenEndpoint();
  log = [];
  const logger: Logger = {
    log: (level, message) => void (level !== 'debug' && log.push(`${level}: ${message}`)),
  };
  tokens = createAccessTokens(serviceAccountOf(), { transport: endpoint, logger });
});
afterEach(() => vi.useRealTimers());

const get = (): ReturnType<AccessTokens['get']> => tokens.get(NO_DEADLINES);
const later = (ms: number): void => void vi.setSystemTime(Date.now() + ms);
/** Until the endpoint has been asked so often: a claim is signed first. */
const asked = (times: number): Promise<void> => vi.waitFor(() => expect(endpoint.asked).toHaveLength(times));

describe('a token', () => {
  it('is minted when the first is needed, once for all that wait, and is at hand from then on', async () => {
    const waiting = [get(), get(), get()];
    await asked(1);
    expect(get()).toBe(waiting[0]);
    endpoint.answer(TOKEN('one'));
    expect(await Promise.all(waiting)).toEqual(['one', 'one', 'one']);
    expect(get()).toBe('one');
    expect(endpoint.asked).toHaveLength(1);
  });

  it('is renewed five minutes early, while it is still given out', async () => {
    endpoint.answer(TOKEN('one', 3600));
    await get();
    later(54 * MINUTE);
    expect(get()).toBe('one');
    expect(endpoint.asked).toHaveLength(1);
    later(2 * MINUTE);
    expect([get(), get()]).toEqual(['one', 'one']);
    await asked(2);
    endpoint.answer(TOKEN('two'));
    await vi.waitFor(() => expect(get()).toBe('two'));
    expect(endpoint.asked).toHaveLength(2);
  });

  it('is not given out in its last moments', async () => {
    endpoint.answer(TOKEN('one', 3600));
    await get();
    later(60 * MINUTE - 5_000);
    endpoint.answer(TOKEN('two'));
    expect(await get()).toBe('two');
  });

  it('of a short life is renewed when half of it is over', async () => {
    endpoint.answer(TOKEN('one', 60));
    await get();
    later(20_000);
    expect(get()).toBe('one');
    expect(endpoint.asked).toHaveLength(1);
    later(15_000);
    expect(get()).toBe('one');
    await asked(2);
  });

  it('that a provider refuses is dropped, but not one after another', async () => {
    endpoint.answer(TOKEN('one'));
    await get();
    tokens.drop('another');
    expect(get()).toBe('one');
    tokens.drop('one');
    endpoint.answer(TOKEN('two'));
    expect(await get()).toBe('two');
    tokens.drop('two');
    expect(get()).toBe('two');
    later(31_000);
    tokens.drop('two');
    endpoint.answer(TOKEN('three'));
    expect(await get()).toBe('three');
    expect(log).toHaveLength(2);
  });
});

describe('without one', () => {
  const fail = { status: 503 };

  it('the endpoint is left alone for a while, and longer each time', async () => {
    const pauses: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      endpoint.answer(fail);
      const { retryAfter } = (await get()) as { retryAfter: number };
      pauses.push(retryAfter);
      later(retryAfter * 1000 - 1);
      expect(get()).toEqual({ retryAfter: 1, lasting: false });
      later(1);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect(endpoint.asked).toHaveLength(8);
    endpoint.answer(TOKEN('one'));
    expect(await get()).toBe('one');
  });

  it('the log has the reason once, and not what the endpoint wrote', async () => {
    const body = { error: 'invalid_grant', error_description: 'canary' };
    endpoint.answer({ status: 400, body });
    expect(await get()).toEqual({ retryAfter: 1, lasting: true });
    expect(get()).toEqual({ retryAfter: 1, lasting: true });
    expect(log).toEqual([
      'error: no new token for the service account gateway@my-project.iam.gserviceaccount.com: oauth2.example.com ' +
        "answered 400 invalid_grant (the key may have been deleted, or this machine's clock be wrong)",
    ]);
  });

  it('the old one serves as long as it lasts', async () => {
    endpoint.answer(TOKEN('one', 3600));
    await get();
    later(56 * MINUTE);
    endpoint.answer(fail);
    expect(get()).toBe('one');
    await vi.waitFor(() => expect(log).toHaveLength(1));
    expect(log[0]).toContain('warn: ');
    expect(get()).toBe('one');
    expect(endpoint.asked).toHaveLength(2);
    later(1_000);
    expect(get()).toBe('one');
    await asked(3);
    endpoint.answer(TOKEN('two'));
    await vi.waitFor(() => expect(get()).toBe('two'));
  });
});
