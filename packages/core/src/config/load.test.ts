import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessOf } from '../access/grants.ts';
import type { Identity } from '../ports/identity.ts';
import { loadConfig } from './load.ts';
import type { Snapshot } from './snapshot.ts';

const ALICE: Identity = { login: 'alice@example.com', tags: [], groups: [], source: 'test' };

const PROVIDER = { baseurl: 'https://api.example.com', apikey: 'k', models: ['m'] };
const grantTo = (src: unknown, ...capabilities: unknown[]) => ({
  src,
  app: { 'tailscale.com/cap/aperture': capabilities },
});

/** What Alice may do under these grants, at start, where warnings do not count. */
const accessUnder = (...grants: unknown[]) => {
  const { snapshot } = loadConfig({ providers: { p: PROVIDER }, grants });
  if (!snapshot) throw new Error('the config is refused');
  const access = accessOf(snapshot.grants, ALICE);
  return { role: access.role, use: access.mayUse('p', 'm') !== null };
};

describe('a mistake in a grant', () => {
  it('gives nobody anything', () => {
    expect(accessUnder(grantTo(['*'], { role: 'user' }, { models: '**' }))).toEqual({
      role: 'user',
      use: true,
    });
    for (const src of ['*', 'alice@example.com', 5, null, {}, [['*']], [{ login: '*' }], undefined]) {
      expect(accessUnder(grantTo(src, { role: 'admin' }, { models: '**' }))).toEqual({
        role: null,
        use: false,
      });
    }
  });

  it.each([
    { models: '**', role: 'superadmin' },
    { models: ['**'] },
    { models: '**', quotas: 'daily' },
    { models: '**', quotas: [{ bucket: 5 }] },
    { models: '**', send_hooks: [{ name: 'guard', events: ['never'] }] },
    { models: '**', add_headers: 'X-Team: a' },
    { models: '**', add_headers: ['X-Team'] },
    { models: '**', add_headers: ['X-Team: a\r\nX-Other: b'] },
    { models: '' },
    ['**'],
    '**',
    null,
  ])('costs the whole capability: %j', (capability) => {
    expect(accessUnder(grantTo(['*'], capability, { role: 'user' }))).toEqual({ role: 'user', use: false });
  });

  it('leaves what is right of the grant, under its own place', () => {
    const { snapshot } = loadConfig({
      providers: { p: PROVIDER },
      grants: [5, grantTo([5, 'alice@example.com'], { role: 'user' })],
    });
    expect(snapshot?.grants).toMatchObject([{ where: 'grants[1]', src: ['alice@example.com'] }]);
  });

  it('ignores headers that must not be set, and keeps the rest', () => {
    const { snapshot } = loadConfig({
      providers: { p: PROVIDER },
      grants: [grantTo(['*'], { models: '**', add_headers: ['Transfer-Encoding: chunked', 'X-Team: a: b'] })],
    });
    expect(snapshot?.grants[0]?.capabilities[0]?.addHeaders).toEqual(['X-Team', 'a: b']);
  });
});

it('tells of each of several mistakes in one list once, by its own place', () => {
  const { snapshot, problems } = loadConfig({
    providers: { p: { ...PROVIDER, models: [5, 'm', 6, 7, 'n'] } },
    grants: [grantTo(['*'], { role: 'admin' }), 8, 9, grantTo([1, 2, 'bob@example.com'], { models: 'q/**' })],
  });
  expect(problems.map(({ path }) => path.join('.'))).toEqual([
    'providers.p.models.0',
    'providers.p.models.2',
    'providers.p.models.3',
    'grants.1',
    'grants.2',
    'grants.3.src.0',
    'grants.3.src.1',
    'grants.3.app.tailscale.com/cap/aperture.0.models',
  ]);
  expect(snapshot?.providers.get('p')?.models).toEqual(['m', 'n']);
});

describe('temp_grants', () => {
  const under = (grant: unknown) => {
    const { snapshot } = loadConfig({ providers: { p: PROVIDER }, temp_grants: [grant] });
    if (!snapshot) throw new Error('the config is refused');
    return { access: accessOf(snapshot.grants, ALICE), where: snapshot.grants[0]?.where };
  };

  it('are read like grants', () => {
    const { access, where } = under(grantTo(['*'], { role: 'user' }, { models: 'p/m' }));
    expect(where).toBe('temp_grants[0]');
    expect([access.role, access.mayUse('p', 'm') !== null, access.mayUse('p', 'other')]).toEqual([
      'user',
      true,
      null,
    ]);
  });

  it('are read in their first shape', () => {
    const hook = { match: { providers: ['*'] }, hook: 'h', fields: ['tools'] };
    const { access } = under({
      src: ['*'],
      grants: [{ role: 'admin' }, { providers: [{ provider: 'p', model: 'm' }] }, { hook }],
    });
    expect([access.role, access.mayUse('p', 'm') !== null, access.mayUse('p', 'n')]).toEqual([
      'admin',
      true,
      null,
    ]);
  });

  it('took * for any model in that shape, also one with a slash in its name', () => {
    const { access } = under({
      src: ['*'],
      grants: [{ role: 'user', providers: [{ provider: '*', model: '*' }] }],
    });
    expect([access.role, access.mayUse('openrouter', 'meta/llama') !== null]).toEqual(['user', true]);
  });

  it('lose an entry that is wrong', () => {
    const { access } = under({ src: ['*'], grants: [{ role: 'root' }, { providers: [{ provider: 'p' }] }] });
    expect([access.role, access.mayUse('p', 'm')]).toEqual([null, null]);
  });
});

describe('an object', () => {
  it('is neither changed nor kept', () => {
    const config = { providers: { p: { ...PROVIDER, models: ['m', 'm', 5], basurl: '' } } };
    const before = structuredClone(config);
    const { snapshot } = loadConfig(config);
    expect(config).toEqual(before);
    config.providers.p.models.push('n');
    config.providers.p.apikey = 'other';
    expect(snapshot?.providers.get('p')).toMatchObject({ models: ['m'], apikey: 'k' });
  });

  it('gets problems with a path and no line', () => {
    const { problems } = loadConfig({
      providers: { p: { ...PROVIDER, basurl: '' } },
      grants: [grantTo(['*'], { role: 'admin' })],
    });
    expect(problems).toEqual([
      {
        level: 'warning',
        message: 'unknown config key "basurl"; did you mean "baseurl"?',
        path: ['providers', 'p', 'basurl'],
      },
    ]);
  });

  it('may hold anything', () => {
    const own = JSON.parse('{"__proto__": {"providers": {}}, "hooks": {"constructor": {}}}') as Record<
      string,
      unknown
    >;
    expect(loadConfig(own).problems.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'config key "__proto__" is not allowed',
        'config key "constructor" is not allowed',
      ]),
    );
    const circle: Record<string, unknown> = {};
    circle['flags'] = circle;
    expect(loadConfig(circle).snapshot).toBeNull();
    expect(
      loadConfig({ providers: undefined, hooks: () => {}, flags: 5n, grants: new Date() }).snapshot,
    ).not.toBeNull();
    for (const wrong of [[], null, 5]) expect(loadConfig(wrong as never).snapshot).toBeNull();
  });
});

describe('a snapshot', () => {
  it('cannot be changed', () => {
    const { snapshot } = loadConfig({
      providers: { p: PROVIDER },
      grants: [grantTo(['*'], { models: '**' })],
    });
    if (!snapshot) throw new Error('the config is refused');
    expect(() => (snapshot.providers as Map<string, unknown>).set('q', {})).toThrow(TypeError);
    expect(() => (snapshot.catalog as Map<string, unknown>).delete('m')).toThrow(TypeError);
    const formats = snapshot.providers.get('p')?.formats as Set<string>;
    expect(() => formats.add('x')).toThrow(TypeError);
    expect(() => (snapshot.grants as unknown[]).push({})).toThrow(TypeError);
    expect(() => Object.assign(snapshot.server.deadlines, { connect: 1 })).toThrow(TypeError);
    expect(snapshot.providers.size).toBe(1);
  });

  it('has one way to tell who calls unless the config names others', () => {
    expect(loadConfig({}).snapshot?.identity).toEqual([{ type: 'loopback' }]);
    expect(loadConfig({ identity: [] }).snapshot?.identity).toEqual([]);
  });
});

describe('the catalog', () => {
  it('has the enabled providers of a model, by preference and then in order', () => {
    const { snapshot } = loadConfig({
      providers: {
        first: PROVIDER,
        low: { ...PROVIDER, preference: -1 },
        off: { ...PROVIDER, preference: 9, disabled: true },
        high: { ...PROVIDER, preference: 5, models: ['m', 'n'] },
        second: PROVIDER,
        broken: { ...PROVIDER, preference: 99, auth_mode: 'maybe' },
        wild: { ...PROVIDER, models: ['n*'] },
      },
    });
    const ids = (model: string) => snapshot?.catalog.get(model)?.map(({ id }) => id);
    expect(ids('m')).toEqual(['high', 'first', 'second', 'low']);
    expect(ids('n')).toEqual(['high']);
    expect(ids('n*')).toBeUndefined();
    expect([...(snapshot?.providers.keys() ?? [])]).toEqual([
      'first',
      'low',
      'off',
      'high',
      'second',
      'wild',
    ]);
  });
});

describe('saving', () => {
  it.each(['', '  ', '// nothing', '{}', {}])('refuses an empty config: %j', (input) => {
    const message = 'config must not be empty';
    expect(loadConfig(input, { mode: 'save' }).problems).toContainEqual(expect.objectContaining({ message }));
    for (const mode of ['start', 'validate'] as const) {
      expect(loadConfig(input, { mode }).problems.map((problem) => problem.message)).not.toContain(message);
    }
  });

  it('refuses a config that takes the admin role from whoever saves it', () => {
    const config = { providers: { p: PROVIDER }, grants: [grantTo(['bob@example.com'], { role: 'admin' })] };
    const keepsAdmin = ({ grants }: Snapshot) => accessOf(grants, ALICE).role === 'admin';
    expect(loadConfig(config, { mode: 'save', keepsAdmin })).toMatchObject({
      snapshot: null,
      problems: [
        { level: 'error', message: expect.stringContaining('take the admin role from you') as string },
      ],
    });
    const kept = { ...config, grants: [grantTo(['*'], { role: 'admin' })] };
    expect(loadConfig(kept, { mode: 'save', keepsAdmin }).problems).toEqual([]);
    expect(loadConfig(config, { mode: 'validate', keepsAdmin }).problems).toEqual([]);
  });
});

describe('secrets', () => {
  it('come in by macros and never out by messages', () => {
    const SECRET = 'sk-canary-31337';
    const macros = { env: () => `${SECRET} *`, file: () => SECRET };
    const everywhere = '${env:S}';
    const field = fc.constantFrom(
      'baseurl',
      'apikey',
      'authorization',
      'auth_mode',
      'preference',
      'upstream',
      'cost_basis',
      'disabled',
    );
    fc.assert(
      fc.property(field, field, (a, b) => {
        const { problems } = loadConfig(
          {
            hostname: everywhere,
            providers: {
              p: {
                ...PROVIDER,
                models: [everywhere, everywhere],
                add_headers: [everywhere],
                [a]: everywhere,
                [b]: 5,
              },
            },
            grants: [
              grantTo([everywhere], {
                models: everywhere,
                mcp_tools: everywhere,
                quotas: [{ bucket: everywhere }],
                send_hooks: [{ name: everywhere }],
                add_headers: [everywhere],
              }),
              grantTo(['*'], { role: everywhere }),
            ],
            hooks: { h: { url: everywhere, authorization: everywhere, timeout: everywhere } },
            quotas: { q: { capacity: everywhere, rate: everywhere } },
            identity: [{ type: everywhere }, { type: 'key', keys: [{ sha256: everywhere }] }],
            server: {
              host: everywhere,
              hosts: [everywhere],
              trusted_proxies: [everywhere],
              drain: everywhere,
            },
            database: { retention: { duration: everywhere } },
            exporters: { s3: { prefix: `${everywhere}/`, access_secret: everywhere } },
            connectors: { servers: { a: { auth: { type: everywhere, secret: everywhere } } } },
          },
          { macros, mode: 'validate' },
        );
        expect(JSON.stringify(problems)).not.toContain(SECRET);
      }),
    );
  });

  it('written into the wrong field are not repeated', () => {
    const key = 'sk-ant-api03-0123456789abcdefghij';
    const { problems } = loadConfig({
      providers: {
        a: { ...PROVIDER, authorization: `Bearer ${key}`, apikey: 5 },
        b: { ...PROVIDER, add_headers: [`Authorization Bearer ${key}`, `Authorization=${key}`, key] },
        c: { ...PROVIDER, baseurl: `https://user:${key}@example.com` },
        d: { ...PROVIDER, baseurl: key, apikey: `${key}\n` },
        e: { ...PROVIDER, preference: key, cost_basis: key, auth_mode: key },
      },
      hooks: { h: { url: `ftp://${key}@example.com/?key=${key}#${key}` } },
    });
    expect(problems.length).toBeGreaterThan(10);
    expect(JSON.stringify(problems)).not.toContain(key);
  });

  it('and line breaks in names do not make lines of their own', () => {
    const { problems } = loadConfig({ 'a\n2026 info: all is well\u2028': 1 });
    expect(problems.some(({ message }) => /[\n\u2028]/.test(message))).toBe(false);
  });
});

it('throws for nothing that a config may hold', () => {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom('**', '${env:X}', '*', '', 0));
  const keys = fc.constantFrom(
    'providers',
    'grants',
    'temp_grants',
    'quotas',
    'hooks',
    'identity',
    'server',
    'database',
    'connectors',
    'mcp',
    'src',
    'app',
    'tailscale.com/cap/aperture',
    'models',
    'baseurl',
    'type',
    'servers',
    'retention',
    'p',
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      value,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(keys, tie('tree'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(keys, tree, { maxKeys: 5 }), (config) => {
      const { snapshot, problems } = loadConfig(config);
      expect(snapshot === null).toBe(problems.some(({ level }) => level === 'error'));
      const text = loadConfig(JSON.stringify(config));
      expect(text.problems.map(({ message }) => message).sort()).toEqual(
        problems.map(({ message }) => message).sort(),
      );
    }),
    { numRuns: 1000 },
  );
});
