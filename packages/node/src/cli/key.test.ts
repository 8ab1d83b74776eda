import { createHash } from 'node:crypto';
import { loadConfig } from '@aperturejs/core';
import { describe, expect, it } from 'vitest';
import { nodeMacros } from '../macros.ts';
import { aperture } from '../testing/command.ts';

describe('aperture key', () => {
  it('prints a key and the entry that lets its bearer in', async () => {
    const { code, out } = await aperture(
      'key',
      '--login',
      'ci@example.com',
      '--group',
      'group:ci',
      '--tag',
      'tag:ci',
    );
    expect(code).toBe(0);
    const secret = /aperture_[\w-]{43}/.exec(out)?.[0] ?? '';
    const entry = JSON.parse(/\{ ?"sha256".*\}/.exec(out)?.[0] ?? '') as Record<string, unknown>;
    expect(entry).toEqual({
      sha256: createHash('sha256').update(secret).digest('hex'),
      login: 'ci@example.com',
      groups: ['group:ci'],
      tags: ['tag:ci'],
    });
    const config = { identity: [{ type: 'key', keys: [entry] }], providers: {} };
    const findings = loadConfig(config, { macros: nodeMacros }).problems;
    expect(findings.filter(({ path }) => path[0] === 'identity')).toEqual([]);
    expect((await aperture('key', '--login', 'ci@example.com')).out).not.toContain(secret);
  });
});
