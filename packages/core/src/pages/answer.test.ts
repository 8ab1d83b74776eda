import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createGateway, type GatewayOptions } from '../gateway.ts';
import type { RequestContext } from '../ports/request-context.ts';
import { ALICE, AS, CAP } from '../testing/gateway.ts';
import { PAGES } from '../testing/pages.ts';

const CONFIG = {
  grants: [{ src: ['alice@example.com'], app: { [CAP]: [{ role: 'user' }] } }],
  providers: {},
};

/** Asks as alice, who has a role. */
async function get(
  path: string,
  {
    context = ALICE,
    method = 'GET',
    headers = {},
    config = CONFIG,
    options = { pages: PAGES },
  }: {
    context?: RequestContext;
    method?: string;
    headers?: Record<string, string>;
    config?: object;
    options?: GatewayOptions;
  } = {},
): Promise<Response> {
  const gateway = createGateway(config as Record<string, unknown>, options);
  return gateway.fetch(
    new Request(`http://gateway${path}`, { method, headers, redirect: 'manual' }),
    context,
  );
}

describe('the page that starts the app', () => {
  it.each([
    ['/ui/', './'],
    ['/ui/index.html', './'],
    ['/ui/logs', './'],
    ['/ui/logs/', '../'],
    ['/ui/logs/a-session', '../'],
    ['/ui/logs/v1.2.3/x', '../../'],
    ['/ui/assets', './'],
    ['/ui/?q=/a/b/c', './'],
  ])('is what %s gives, with the base %s', async (path, base) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await answer.text()).toBe(`<head><base href="${base}" /></head>`);
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
  });

  it('is asked for again with the tag of its base', async () => {
    const tags = await Promise.all(
      ['/ui/', '/ui/a/b', '/ui/c/d'].map(async (path) => (await get(path)).headers.get('etag')),
    );
    expect(tags).toEqual(['"i1"', '"i1-1"', '"i1-1"']);
    const again = await get('/ui/a/b', { headers: { 'if-none-match': '"i1-1"' } });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', '"i1-1"']);
    expect((await get('/ui/', { headers: { 'if-none-match': '"i1-1"' } })).status).toBe(200);
  });

  it('lets nothing run that is not its own file', async () => {
    const { headers } = await get('/ui/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "frame-ancestors 'none'",
    ])
      expect(policy.split('; ')).toContain(part);
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect([headers.get('x-content-type-options'), headers.get('referrer-policy')]).toEqual([
      'nosniff',
      'same-origin',
    ]);
  });
});

describe('a file', () => {
  it.each([
    ['identity', null, 'script', '"m1"'],
    ['gzip', 'gzip', 'script in gzip', '"m1-gzip"'],
    ['gzip, deflate, br, zstd', 'br', 'script in br', '"m1-br"'],
    ['br;q=0, gzip;q=0.5', 'gzip', 'script in gzip', '"m1-gzip"'],
    ['brotli', null, 'script', '"m1"'],
    ['', null, 'script', '"m1"'],
  ])('for whoever takes %j comes in %s', async (accepted, coding, body, tag) => {
    const answer = await get('/ui/assets/main-1.js', { headers: { 'accept-encoding': accepted } });
    const { headers } = answer;
    expect([headers.get('content-encoding'), await answer.text(), headers.get('etag')]).toEqual([
      coding,
      body,
      tag,
    ]);
    expect([headers.get('vary'), headers.get('cache-control'), headers.get('content-length')]).toEqual([
      'accept-encoding',
      'private, max-age=31536000, immutable',
      String(body.length),
    ]);
  });

  it.each([
    ['"m1-br"', 304],
    ['W/"m1-br"', 304],
    ['"x", "m1-br"', 304],
    ['*', 304],
    ['"m1"', 200],
    ['m1-br', 200],
  ])('is sent again where the client has %s: %i', async (known, status) => {
    const headers = { 'accept-encoding': 'br', 'if-none-match': known };
    const answer = await get('/ui/assets/main-1.js', { headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('with a name that stays may change', async () => {
    expect((await get('/ui/icon.svg')).headers.get('cache-control')).toBe('private, no-cache');
  });

  it('has its headers for HEAD, and no other method', async () => {
    const head = await get('/ui/assets/main-1.js', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '6', '']);
    const post = await get('/ui/', { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('of another version is not there, and is no page either', async () => {
    expect((await get('/ui/assets/main-0.js')).status).toBe(404);
  });
});

it.each([
  ['/ui', 'ui/', ''],
  ['/ai/ui', 'ui/', '/ai'],
])('%s leads to %s', async (path, location, basePath) => {
  const answer = await get(path, { context: { ...ALICE, basePath } });
  expect([answer.status, answer.headers.get('location')]).toEqual([308, location]);
});

it('is there below a mount path', async () => {
  const answer = await get('/ai/ui/logs/x', { context: { ...ALICE, basePath: '/ai' } });
  expect(await answer.text()).toContain('<base href="../" />');
});

describe('whoever has no way in', () => {
  const LOGIN = '<img src=x onerror=alert(1)>@example.com';

  it('without a role is told whom to ask for what', async () => {
    const answer = await get('/ui/logs', { context: AS(LOGIN) });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8']);
    const html = await answer.text();
    expect(html).toContain('You have no role here');
    expect(html).toContain('&#60;img src=x onerror=alert(1)&#62;@example.com');
    expect(html).not.toContain('<img');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('gets no file either', async () => {
    expect((await get('/ui/assets/main-1.js', { context: AS(LOGIN) })).status).toBe(403);
  });

  it('is told that nobody knows them', async () => {
    const answer = await get('/ui/', { context: {} });
    expect([answer.status, await answer.text()]).toEqual([
      403,
      expect.stringContaining('The gateway does not know you') as string,
    ]);
  });

  it('comes from another site, and can follow a link from here', async () => {
    const config = { ...CONFIG, identity: [{ type: 'loopback' }] };
    const answer = await get('/ui/', {
      config,
      context: { remoteAddress: '127.0.0.1' },
      headers: { host: '127.0.0.1:8787', 'sec-fetch-site': 'cross-site' },
    });
    const html = await answer.text();
    expect([answer.status, html]).toEqual([403, expect.stringContaining('another site') as string]);
    expect(html).toContain('<a href="">');
  });

  it('calls the gateway by a name that it does not know, and is not told who the gateway thinks they are', async () => {
    for (const context of [ALICE, AS(LOGIN)]) {
      const answer = await get('/ui/', { context, headers: { host: 'evil.example' } });
      const html = await answer.text();
      expect([answer.status, html]).toEqual([
        403,
        expect.stringContaining('does not know this name') as string,
      ]);
      expect(html).toContain('server.hosts');
      expect(html).not.toContain('@example.com');
    }
  });

  it('sees the page in its own style, and no other', async () => {
    const answer = await get('/ui/', { context: {} });
    const style = /<style>(.*?)<\/style>/s.exec(await answer.text())?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(answer.headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}'`);
    expect(answer.headers.get('content-security-policy')).not.toContain('script-src');
  });
});

it('is nowhere if there is no dashboard', async () => {
  const answer = await get('/ui/', { options: {} });
  expect(answer.status).toBe(404);
  const unbuilt = await get('/ui/', { options: { pages: { find: async () => null } } });
  expect([unbuilt.status, await unbuilt.text()]).toEqual([
    404,
    expect.stringContaining('npm run build') as string,
  ]);
});
