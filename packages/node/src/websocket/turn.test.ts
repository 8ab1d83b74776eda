import type { SocketTarget } from '@aperturejs/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { create, TOKEN } from '../testing/socket-config.ts';
import { openSocket } from '../testing/socket-client.ts';
import { socketStage } from '../testing/socket-stage.ts';
import { followTurns, type Turn } from './turn.ts';

const MESSAGE = Buffer.from('{"type":"response.created"}');
const LAST = Buffer.from('{"type":"response.completed"}');

describe('an answer', () => {
  let expired: string[];
  let told: string[];
  let source: { held: boolean };
  let turn: Turn;
  const tap = (name: string): Parameters<Turn['begin']>[0] => ({
    message: (message) => void told.push(`${name} ${Buffer.from(message).toString()}`),
    ended: () => void told.push(`${name} ended`),
    broken: ({ message }) => void told.push(`${name} broken: ${message}`),
    left: () => void told.push(`${name} left`),
  });
  beforeEach(() => {
    vi.useFakeTimers();
    expired = [];
    told = [];
    source = { held: false };
    const target = {
      origin: 'https://api.openai.com',
      deadlines: { connect: 0, firstByte: 1_000, idle: 2_000, total: 10_000 },
    } as SocketTarget;
    turn = followTurns(target, source as never, ({ message }) => expired.push(message));
  });
  afterEach(() => {
    const left = vi.getTimerCount();
    vi.useRealTimers();
    if (left > 0) throw new Error(`${left} timers are left`);
  });

  it('is told to its tap to its end, and nothing beyond', () => {
    expect(turn.heard(MESSAGE, false)).toBe(false);
    turn.begin(tap('a'));
    expect(turn.isUnderWay).toBe(true);
    expect(turn.heard(Buffer.from('sound'), true)).toBe(false);
    expect(turn.heard(MESSAGE, false)).toBe(false);
    expect(turn.heard(LAST, false)).toBe(true);
    expect(turn.heard(MESSAGE, false)).toBe(false);
    turn.broken(new Error('x'));
    turn.left();
    expect([turn.isUnderWay, told]).toEqual([false, [`a ${MESSAGE}`, `a ${LAST}`, 'a ended']]);
  });

  it('is not waited for any more once another one is asked for', () => {
    turn.begin(tap('a'));
    turn.begin(tap('b'));
    turn.heard(LAST, false);
    expect(told).toEqual(['a left', `b ${LAST}`, 'b ended']);
  });

  it.each([
    ['has to begin', () => vi.advanceTimersByTime(1_000), 'did not answer within 1 s'],
    [
      'has to go on',
      () => {
        vi.advanceTimersByTime(900);
        turn.heard(MESSAGE, false);
        vi.advanceTimersByTime(1_900);
        turn.heard(MESSAGE, false);
        vi.advanceTimersByTime(2_000);
      },
      'sent nothing for 2 s',
    ],
    [
      'has to end',
      () => {
        for (let i = 0; i < 20; i += 1) {
          vi.advanceTimersByTime(500);
          turn.heard(MESSAGE, false);
        }
      },
      'did not finish within 10 s',
    ],
  ])('%s in time', (_what, run, why) => {
    turn.begin(tap('a'));
    run();
    expect(expired).toEqual([expect.stringContaining(why)]);
    expect(told.at(-1)).toContain(`a broken: provider host api.openai.com ${why}`);
    expect(turn.isUnderWay).toBe(false);
  });

  it('may be silent while it is not read', () => {
    turn.begin(tap('a'));
    turn.heard(MESSAGE, false);
    source.held = true;
    vi.advanceTimersByTime(8_000);
    expect(expired).toEqual([]);
    source.held = false;
    vi.advanceTimersByTime(1_900);
    turn.heard(LAST, false);
    expect(expired).toEqual([]);
  });
});

describe('a deadline of the config', () => {
  const stage = socketStage();

  it.each([
    ['first_byte', false, 'did not answer within'],
    ['idle', true, 'sent nothing for'],
    ['total', true, 'did not finish within'],
  ])('%s ends an answer that takes longer, and sends its conversation to HTTP', async (name, begins, why) => {
    const { port } = await stage.another({ server: { deadlines: { [name]: '50ms' } } });
    const headers = { authorization: TOKEN, 'session-id': name };
    const client = await openSocket(port, { path: '/codex-oauth/responses', headers });
    const provider = await stage.upstream.next();
    client.send(create('gpt-5.3-codex'));
    await provider.next();
    if (begins) {
      provider.send('{"type":"response.created"}');
      await client.next();
    }
    expect(await client.json()).toMatchObject({
      type: 'error',
      status: 504,
      error: { code: 'upstream_timeout', message: expect.stringContaining(why) as string },
    });
    expect(await client.ended).toMatchObject({ code: 1013 });
    expect(await provider.ended).toMatchObject({ code: 1001 });
    await expect(openSocket(port, { path: '/codex-oauth/responses', headers })).rejects.toThrow('426');
  });
});
