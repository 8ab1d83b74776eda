import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aperture, CONFIG, scratch } from '../testing/command.ts';

let folder: ReturnType<typeof scratch>;

beforeEach(() => {
  folder = scratch();
});

afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

describe('aperture check', () => {
  it('says nothing of a good config', async () => {
    expect(await aperture('check', folder.write('good.hujson', CONFIG))).toMatchObject({
      code: 0,
      out: '',
      err: '',
    });
  });

  it('says where a warning stands, and that it is one', async () => {
    const file = folder.write(
      'warned.hujson',
      CONFIG.replace('"models": ["gpt-5.3-codex"]', '"modles": [], $&'),
    );
    const { code, out } = await aperture('check', file);
    expect(code).toBe(0);
    expect(out).toContain(`${file}:13:7: warning: unknown config key "modles"`);
    const strict = await aperture('check', '--strict', file);
    expect(strict.code).toBe(1);
    expect(strict.out).toContain(`${file}:13:7: error: unknown config key "modles"`);
  });

  it('fails on an error', async () => {
    const file = folder.write('bad.hujson', '{\n  "providers": {,}\n}');
    const { code, out } = await aperture('check', file);
    expect(code).toBe(1);
    expect(out).toMatch(/bad\.hujson:2:\d+: error: /);
  });

  it('looks up macros where the server would', async () => {
    const file = folder.write(
      'macro.hujson',
      CONFIG.replace('"auth_mode": "passthrough"', '"apikey": "${env:APERTURE_TEST_KEY}"'),
    );
    expect((await aperture('check', file)).out).toContain('unsubstituted macros: [APERTURE_TEST_KEY]');
    vi.stubEnv('APERTURE_TEST_KEY', 'sk-test');
    expect(await aperture('check', file)).toMatchObject({ code: 0, out: '' });
  });

  it('says that there is no such file', async () => {
    const file = join(folder.path, 'none.hujson');
    expect(await aperture('check', file)).toMatchObject({
      code: 1,
      err: `aperture: cannot read ${file}: there is no such file\n`,
    });
  });
});
