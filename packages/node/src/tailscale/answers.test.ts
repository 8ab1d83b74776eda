import { describe, expect, it, vi } from 'vitest';
import { rememberAnswers } from './answers.ts';

describe('rememberAnswers', () => {
  it('keeps no more answers than it may, and forgets the oldest', async () => {
    const ask = vi.fn<(question: string) => Promise<string>>(async (question) => question.toUpperCase());
    const answer = rememberAnswers(ask, () => 60_000, 2);
    for (const question of ['a', 'b', 'c']) await answer(question);
    expect(answer('b')).toBe('B');
    expect(answer('c')).toBe('C');
    expect(answer('a')).toBeInstanceOf(Promise);
    expect(ask).toHaveBeenCalledTimes(4);
  });

  it('shares a failure with everyone who waits, and asks again after it', async () => {
    const ask = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(new Error('away'))
      .mockResolvedValue('here');
    const answer = rememberAnswers(ask, () => 60_000, 2);
    const waiting = [answer('a'), answer('a')];
    for (const one of waiting) await expect(one).rejects.toThrow('away');
    expect(ask).toHaveBeenCalledTimes(1);
    expect(await answer('a')).toBe('here');
    expect(answer('a')).toBe('here');
  });
});
