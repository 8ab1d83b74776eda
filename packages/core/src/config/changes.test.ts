import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween } from './changes.ts';

const told = (before: object, after: object): string[] =>
  changesBetween(JSON.stringify(before), JSON.stringify(after)).map(({ kind, text }) => `${kind} ${text}`);
const KEY = 'keyid:p:p:1f2e3d4c';
const OTHER = 'keyid:p:p:00000000';
const provider = (more: object): object => ({
  providers: { p: { baseurl: 'https://a', apikey: KEY, ...more } },
});

describe('a change', () => {
  it.each<[object, object, string[]]>([
    [{}, { server: { port: 1 } }, ['added server added: {"port":1}']],
    [provider({}), { providers: {} }, ['removed providers.p removed']],
    [{ providers: {} }, provider({}), ['added providers.p added: {"baseurl":"https://a","apikey":"(key)"}']],
    [provider({}), provider({ disabled: true }), ['added providers.p.disabled added: true']],
    [provider({}), provider({ apikey: OTHER }), ['changed providers.p.apikey: another key']],
    [provider({ apikey: '' }), provider({}), ['changed providers.p.apikey: another key']],
    [
      provider({}),
      provider({ apikey: '${env:K}' }),
      ['changed providers.p.apikey: "${env:K}" in place of a key'],
    ],
    [
      provider({}),
      provider({ baseurl: 'https://b' }),
      ['changed providers.p.baseurl: "https://a" → "https://b"; its stored key is sent there from now on'],
    ],
    [
      provider({}),
      provider({ baseurl: 'https://b', apikey: OTHER }),
      ['changed providers.p.baseurl: "https://a" → "https://b"', 'changed providers.p.apikey: another key'],
    ],
    [
      provider({ models: ['a', 'b'] }),
      provider({ models: ['b', 'c', 'd'] }),
      ['changed providers.p.models[1]: "a" → "c"', 'added providers.p.models[2] added: "d"'],
    ],
    [
      provider({ models: ['a', 'b'] }),
      provider({ models: ['b', 'a'] }),
      ['changed providers.p.models: another order'],
    ],
    [
      { grants: [{ src: ['a'] }, { src: ['b'] }] },
      { grants: [{ src: ['new'] }, { src: ['a'] }, { src: ['b'] }] },
      ['added grants[0] added: {"src":["new"]}'],
    ],
    [{ grants: [{ src: ['a'], x: 1 }] }, { grants: [{ src: ['a'], x: 2 }] }, ['changed grants[0].x: 1 → 2']],
    [
      { server: { port: 1 } },
      { server: { port: 2 } },
      ['changed server.port: 1 → 2; takes effect when the server starts again'],
    ],
  ])('from %j to %j', (before, after, changes) => expect(told(before, after)).toEqual(changes));

  const SENT = '; its stored key is sent there from now on';
  const HEADER = 'X-Own: keyid:s:providers.p.add_headers.x-own:1f2e3d4c';
  const CAP_HEADER = 'X-Own: keyid:s:grants.app.cap.add_headers.x-own:1f2e3d4c';
  const PASSWORD = 'keyid:s:identity.password:1f';
  const grant = (...capabilities: object[]): object => ({
    grants: [{ src: ['*'], app: { cap: capabilities } }],
  });
  it.each<[string, object, object, string[]]>([
    [
      'though the new URL has a key in it',
      provider({}),
      provider({ baseurl: 'https://evil.example/keyid:s:providers.p.baseurl:12345678' }),
      [`changed providers.p.baseurl: "https://a" → "https://evil.example/…"${SENT}`],
    ],
    [
      'though nothing of the new URL is shown',
      provider({}),
      provider({ baseurl: 'keyid:s:providers.p.baseurl:12345678' }),
      [`changed providers.p.baseurl: "https://a" → "(key)"${SENT}`],
    ],
    [
      'though the host is behind much else',
      provider({}),
      provider({ baseurl: `https://api.openai.com.${'a'.repeat(90)}@evil.example/x` }),
      [`changed providers.p.baseurl: "https://a" → "https://evil.example/…"${SENT}`],
    ],
    [
      'in a header',
      provider({ apikey: '', add_headers: [HEADER] }),
      provider({ apikey: '', add_headers: [HEADER], baseurl: 'https://b' }),
      [`changed providers.p.baseurl: "https://a" → "https://b"${SENT}`],
    ],
    [
      'that is a macro',
      provider({ apikey: '${env:K}' }),
      provider({ apikey: '${env:K}', baseurl: 'https://b' }),
      [`changed providers.p.baseurl: "https://a" → "https://b"${SENT}`],
    ],
    [
      'to a URL that there was not',
      { hooks: { h: { apikey: KEY } } },
      { hooks: { h: { apikey: KEY, url: 'https://b' } } },
      [`added hooks.h.url added: "https://b"${SENT}`],
    ],
    [
      'with the secret path of a hook',
      { hooks: { h: { url: 'https://a/s/keyid:s:hooks.h.url:12345678' } } },
      { hooks: { h: { url: 'https://b/s/keyid:s:hooks.h.url:12345678' } } },
      [`changed hooks.h.url: "https://a/…" → "https://b/…"${SENT}`],
    ],
    [
      'to another daemon, wherever its entry stands',
      { identity: [{ type: 'header' }, { type: 'tailscale', address: 'a:1', password: PASSWORD }] },
      { identity: [{ type: 'tailscale', address: 'b:1', password: PASSWORD }] },
      [
        `added identity[0].address added: "b:1"${SENT}`,
        'added identity[0].password added: "(key)"; a key that was stored before is used here from now on',
        'changed identity[0].type: "header" → "tailscale"',
        'removed identity[1] removed: {"type":"tailscale","address":"a:1","password":"(key)"}',
      ],
    ],
    [
      'with an entry more',
      { identity: [{ type: 'tailscale', password: PASSWORD }] },
      {
        identity: [
          { type: 'tailscale', password: PASSWORD },
          { address: 'b:1', password: PASSWORD },
        ],
      },
      [
        'added identity[1] added: {"address":"b:1","password":"(key)"}; a key that was stored before is sent to "b:1" from now on',
      ],
    ],
    [
      'of a connector, which has its URL further down',
      { connectors: { servers: { c: { mcp: { url: 'https://a' }, auth: { secret: KEY } } } } },
      { connectors: { servers: { c: { mcp: { url: 'https://b' }, auth: { secret: KEY } } } } },
      [`changed connectors.servers.c.mcp.url: "https://a" → "https://b"${SENT}`],
    ],
    [
      'of S3',
      { exporters: { s3: { access_secret: KEY } } },
      { exporters: { s3: { access_secret: KEY, endpoint: 'https://b' } } },
      [`added exporters.s3.endpoint added: "https://b"${SENT}`],
    ],
    [
      'of a grant, to other models',
      grant({ models: 'openai/**', add_headers: [CAP_HEADER] }),
      grant({ models: 'evil/**', add_headers: [CAP_HEADER] }),
      [
        'changed grants[0].app.cap[0].models: "openai/**" → "evil/**"; its stored key is sent to their providers from now on',
      ],
    ],
    [
      'of a grant, to another capability',
      grant({ models: 'openai/**', add_headers: [CAP_HEADER] }, { models: 'evil/**' }),
      grant({ models: 'openai/**' }, { models: 'evil/**', add_headers: [CAP_HEADER] }),
      [
        'added grants[0].app.cap[1].add_headers added: ["X-Own: (key)"]; a key that was stored before is used here from now on',
        'removed grants[0].app.cap[0].add_headers removed',
      ],
    ],
  ])('tells that a key goes elsewhere %s', (_how, before, after, changes) =>
    expect(told(before, after)).toEqual(changes),
  );

  it('that sends a key elsewhere hides behind no others', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, i]));
    const changes = told(provider({}), { ...many, ...provider({ baseurl: 'https://b' }) });
    expect(changes[0]).toBe(`changed providers.p.baseurl: "https://a" → "https://b"${SENT}`);
  });

  it('of comments alone is one as well, and none is none', () => {
    expect(changesBetween('{}', '{} // new')).toMatchObject([
      { path: '', text: expect.stringContaining('comments') as string },
    ]);
    expect(changesBetween('{}', '{}')).toEqual([]);
    expect(changesBetween(null, '{}')).toEqual([]);
  });

  it('of very much is told in part', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, i]));
    const changes = changesBetween('{}', JSON.stringify(many));
    expect([changes.length, changes.at(-1)?.text]).toEqual([201, 'and 800 more changes']);
  });

  it('is told of whatever is different, and of nothing else', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (one, other) => {
          const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
          expect(changesBetween(a, a)).toEqual([]);
          expect(changesBetween(a, b).length > 0).toBe(a !== b);
        },
      ),
    );
  });
});
