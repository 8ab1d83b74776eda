import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aperture, CONFIG, scratch } from '../testing/command.ts';

let folder: ReturnType<typeof scratch>;

beforeEach(() => {
  folder = scratch();
});

afterEach(() => {
  folder.remove();
});

const question = (file: string, as: string): string[] => [
  'explain',
  '--config',
  file,
  '--as',
  as,
  '--path',
  '/codex/responses',
  '--model',
  'gpt-5.3-codex',
  '--header',
  'authorization: Bearer canary-token',
];

describe('aperture explain', () => {
  it('tells that and why a request goes on', async () => {
    const file = folder.write('good.hujson', CONFIG);
    const { code, out, err } = await aperture(...question(file, 'alice@example.com'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^decision +forward to https:\/\/chatgpt\.com\/backend-api\/codex\/responses \(/m);
    expect(out).toContain('grants[1]');
    expect(out).not.toContain('canary-token');
  });

  it('knows WebSockets, and what the gateway answers itself', async () => {
    const file = folder.write('good.hujson', CONFIG);
    const socket = await aperture(...question(file, 'alice@example.com'), '--websocket');
    expect(socket.out).toMatch(/^websocket +/m);
    expect(socket.out).toMatch(
      /^decision +forward to wss:\/\/chatgpt\.com\/backend-api\/codex\/responses \(/m,
    );
    const own = ['explain', '--config', file, '--as', 'alice@example.com', '--path', '/aperture/records'];
    expect((await aperture(...own)).out).toMatch(/^decision +answer$/m);
    expect((await aperture(...own.slice(0, -1), '/aperture/health')).out).toMatch(
      /^decision +refuse with 403 /m,
    );
  });

  it('takes the client for signed in where no headers are given, and says so', async () => {
    const file = folder.write('good.hujson', CONFIG);
    const { out } = await aperture(...question(file, 'alice@example.com').slice(0, -2));
    expect(out).toMatch(/^assumed +that the client sends a credential of its own/m);
    expect(out).toMatch(/^decision +forward/m);
  });

  it('tells that and why one does not, for machines too', async () => {
    const file = folder.write('good.hujson', CONFIG);
    const { code, out } = await aperture(...question(file, 'mallory@example.com'), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ decision: 'refuse', steps: expect.any(Array) });
    expect((await aperture(...question(file, 'mallory@example.com'))).out).toMatch(
      /^decision +refuse with 403 no_role: access denied/m,
    );
  });

  it('fails on a config with errors, and names the place', async () => {
    const file = folder.write('bad.hujson', '{');
    const { code, err } = await aperture(...question(file, 'alice@example.com'));
    expect(code).toBe(1);
    expect(err).toMatch(/^\S*bad\.hujson:1:\d+: error: /);
  });

  it('wants headers with a colon, and does not repeat one without', async () => {
    const { code, err } = await aperture(
      ...question(folder.write('good.hujson', CONFIG), 'a'),
      '--header',
      'Bearer canary',
    );
    expect(code).toBe(2);
    expect(err).toContain('"Name: value" format');
    expect(err).not.toContain('canary');
  });
});
