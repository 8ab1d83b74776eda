import { describe, expect, it } from 'vitest';
import { aperture } from '../testing/command.ts';

describe('aperture', () => {
  it('shows how it is used', async () => {
    expect(await aperture('--help')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('Usage:'),
    });
    expect(await aperture('check', '--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Usage:'),
    });
    expect(await aperture()).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Usage:') });
  });

  it('tells its version', async () => {
    expect((await aperture('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['frobnicate'], 'aperture: there is no command "frobnicate"'],
    [['constructor'], 'aperture: there is no command "constructor"'],
    [['check'], 'aperture check: an argument is missing'],
    [['check', 'a', 'b'], 'aperture check: unexpected argument "b"'],
    [['check', '--sternly', 'a'], "aperture check: Unknown option '--sternly'"],
    [['explain', '--as', 'x', '--path', '/'], 'aperture explain: --config is missing'],
    [['explain', '--config'], "aperture explain: Option '--config <value>' argument missing"],
    [['key'], 'aperture key: --login is missing'],
    [['serve', '--port', '80x'], 'aperture serve: --port "80x" is not a port'],
    [['serve', '--port', '65536'], 'aperture serve: --port "65536" is not a port'],
    [
      ['serve', '--log-level', 'loud'],
      'aperture serve: --log-level "loud" is not one of debug, info, warn, error',
    ],
  ])('takes %j for a wrong command line', async (argv, message) => {
    const { code, out, err } = await aperture(...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
