import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aperture, scratch } from '../testing/command.ts';
import { STARTER_CONFIG, writeStarterConfig } from './starter-config.ts';

let folder: ReturnType<typeof scratch>;

beforeEach(() => {
  folder = scratch();
});

afterEach(() => {
  folder.remove();
});

describe('the starter config', () => {
  it('is free of findings, strictly looked at', async () => {
    const file = folder.write('starter.hujson', STARTER_CONFIG);
    expect(await aperture('check', '--strict', file)).toMatchObject({ code: 0, out: '', err: '' });
  });

  it.each([
    ['a ChatGPT subscription', '/codex/responses', 'gpt-5.3-codex', 'codex-oauth'],
    ['a Claude plan', '/v1/messages', 'claude-sonnet-5-5', 'anthropic-passthrough'],
  ])('takes %s through for whoever sits at the machine', async (_, path, model, provider) => {
    const file = folder.write('starter.hujson', STARTER_CONFIG);
    const { out } = await aperture(
      'explain',
      '--config',
      file,
      '--as',
      '(loopback)',
      '--path',
      path,
      '--model',
      model,
      '--header',
      'Authorization: Bearer x.y.z',
      '--json',
    );
    expect(JSON.parse(out)).toMatchObject({ decision: 'forward', forward: { provider } });
  });

  it('is written for its owner alone, and over nothing', async () => {
    const file = join(folder.path, 'aperture.hujson');
    expect(await writeStarterConfig(file)).toBe(true);
    expect(statSync(file).mode & 0o077).toBe(0);
    writeFileSync(file, 'mine');
    expect(await writeStarterConfig(file)).toBe(false);
    expect(statSync(file).size).toBe(4);
  });
});
