import { describe, expect, it } from 'vitest';
import type { Capability, Grant } from '../config/snapshot.ts';
import type { Identity } from '../ports/identity.ts';
import { accessOf } from './grants.ts';
import { compilePattern } from './pattern.ts';

const capability = (parts: {
  role?: 'admin' | 'user';
  models?: string;
  addHeaders?: string[];
}): Capability => ({
  ...(parts.role && { role: parts.role }),
  ...(parts.models !== undefined && { models: compilePattern(parts.models) }),
  addHeaders: parts.addHeaders ?? [],
});

const grant = (where: string, src: string[], ...capabilities: Capability[]): Grant => ({
  where,
  src,
  capabilities,
});

const alice: Identity = { login: 'alice@example.com', tags: [], groups: [], source: 'header' };
const device = (...tags: string[]): Identity => ({
  login: tags.join(','),
  tags,
  groups: [],
  source: 'tailscale',
});

describe('selectors', () => {
  it.each<[selector: string, identity: Identity, applies: boolean]>([
    ['*', alice, true],
    ['*', device('tag:ci'), true],
    ['alice@example.com', alice, true],
    ['Alice@example.com', alice, false],
    ['alice@example.co', alice, false],
    ['*@example.com', alice, false],
    ['', alice, false],
    ['tag:ci', device('tag:ci'), true],
    ['tag:ci', device('tag:ci', 'tag:prod'), false],
    ['tag:api,tag:prod', device('tag:api', 'tag:prod'), true],
    ['tag:prod,tag:api', device('tag:api', 'tag:prod'), false],
    ['tag:ci', alice, false],
    ['group:engineering', { ...alice, groups: ['group:sales', 'group:engineering'] }, true],
    ['group:engineering', { ...alice, groups: ['group:engineering-eu'] }, false],
    ['engineering@example.com', { ...alice, groups: ['engineering@example.com'] }, true],
    ['engineering', { ...alice, groups: ['engineering'] }, false],
    ['(loopback)', { ...alice, login: '(loopback)' }, true],
    ['(loopback)', alice, false],
    // A name that somebody chose is not read as another kind of selector.
    ['tag:ci', { ...alice, login: 'tag:ci' }, false],
    ['tag:ci', { ...alice, groups: ['tag:ci'] }, false],
    ['group:admins', { ...alice, login: 'group:admins' }, false],
    ['(loopback)', { ...alice, groups: ['(loopback)'] }, false],
    ['tag:', { ...alice, login: 'tag:' }, false],
  ])('%s on %o: %s', (selector, identity, applies) => {
    const access = accessOf([grant('grants[0]', [selector], capability({ role: 'user' }))], identity);
    expect(access.role).toBe(applies ? 'user' : null);
    expect(access.grants).toHaveLength(applies ? 1 : 0);
  });

  it('name a grant once and in its place, however many match', () => {
    const user = capability({ role: 'user' });
    const grants = [
      grant('grants[0]', ['group:engineering', 'alice@example.com', '*', '*'], user),
      grant('grants[1]', ['bob@example.com'], user),
      grant('grants[2]', ['*'], user),
      grant('grants[3]', ['alice@example.com'], user),
    ];
    const access = accessOf(grants, { ...alice, groups: ['group:engineering'] });
    expect(access.grants.map(({ where }) => where)).toEqual(['grants[0]', 'grants[2]', 'grants[3]']);
  });

  it('are alternatives', () => {
    const grants = [
      grant('grants[0]', ['bob@example.com', 'alice@example.com'], capability({ role: 'user' })),
    ];
    expect(accessOf(grants, alice).role).toBe('user');
  });
});

describe('accessOf', () => {
  it('gives nothing without a grant', () => {
    const access = accessOf([], alice);
    expect(access.role).toBeNull();
    expect(access.mayUse('openai', 'gpt-5')).toBeNull();
    expect(access.addHeaders('openai', 'gpt-5')).toEqual([]);
  });

  it('lets admin beat user, in either order', () => {
    const user = grant('grants[0]', ['*'], capability({ role: 'user' }));
    const admin = grant('grants[1]', ['*'], capability({}), capability({ role: 'admin' }));
    expect(accessOf([user, admin], alice).role).toBe('admin');
    expect(accessOf([admin, user], alice).role).toBe('admin');
  });

  it('adds grants up and tells which one opened a model', () => {
    const grants = [
      grant('grants[0]', ['bob@example.com'], capability({ models: '**' })),
      grant(
        'grants[1]',
        ['*'],
        capability({ models: 'openai/gpt-5-mini' }),
        capability({ models: 'openai/gpt-5*' }),
      ),
      grant('temp_grants[0]', ['*'], capability({ models: 'anthropic/**' })),
    ];
    const access = accessOf(grants, alice);
    const permission = access.mayUse('openai', 'gpt-5');
    expect(permission?.grant.where).toBe('grants[1]');
    expect(permission?.capability.models?.source).toBe('openai/gpt-5*');
    expect(access.mayUse('anthropic', 'claude-opus-5')?.grant.where).toBe('temp_grants[0]');
    expect(access.mayUse('gemini', 'gemini-3')).toBeNull();
  });

  it('opens no model by a capability without models', () => {
    const grants = [grant('grants[0]', ['*'], capability({ role: 'admin', addHeaders: ['x-team', 'a'] }))];
    expect(accessOf(grants, alice).mayUse('openai', 'gpt-5')).toBeNull();
  });

  it('adds the headers of what matches and of what floats, in order', () => {
    const grants = [
      grant('grants[0]', ['*'], capability({ addHeaders: ['x-all', '1', 'x-more', '2'] })),
      grant('grants[1]', ['*'], capability({ models: 'anthropic/**', addHeaders: ['x-anthropic', '3'] })),
      grant('grants[2]', ['*'], capability({ models: 'openai/**', addHeaders: ['x-openai', '4'] })),
      grant('grants[3]', ['bob@example.com'], capability({ addHeaders: ['x-bob', '5'] })),
    ];
    expect(accessOf(grants, alice).addHeaders('openai', 'gpt-5')).toEqual([
      'x-all',
      '1',
      'x-more',
      '2',
      'x-openai',
      '4',
    ]);
  });
});

const carrying = (...values: unknown[]): Identity => ({
  ...alice,
  capabilities: { 'tailscale.com/cap/aperture': values, 'example.com/cap/other': [{ role: 'admin' }] },
});

describe('capabilities of the tailnet policy', () => {
  it('count like a grant', () => {
    const access = accessOf(
      [],
      carrying({ role: 'user' }, { models: 'openai/**', add_headers: ['X-Team: a: b'] }),
    );
    expect(access.role).toBe('user');
    expect(access.mayUse('openai', 'gpt-5')?.grant.where).toBe('tailnet policy');
    expect(access.addHeaders('openai', 'gpt-5')).toEqual(['X-Team', 'a: b']);
    expect(access.mayUse('anthropic', 'claude-opus-5')).toBeNull();
  });

  it.each([
    ['an unknown role', { role: 'owner', models: '**' }],
    ['a list of roles', { role: ['admin'], models: '**' }],
    ['a list of models', { role: 'admin', models: ['**'] }],
    ['an empty pattern', { role: 'admin', models: '' }],
    ['a null pattern', { role: 'admin', models: null }],
    ['headers that are none', { role: 'admin', models: '**', add_headers: 'x-team: a' }],
    ['a header without a colon', { role: 'admin', models: '**', add_headers: ['x-team'] }],
    [
      'a header that leaves its line',
      { role: 'admin', models: '**', add_headers: ['x-team: a\r\nx-other: b'] },
    ],
    ['a header without a name', { role: 'admin', models: '**', add_headers: [': a'] }],
    ['a text', '**'],
    ['null', null],
    ['a list', [{ role: 'admin' }]],
  ])('are dropped whole for %s', (_, value) => {
    const access = accessOf([], carrying(value));
    expect(access.role).toBeNull();
    expect(access.mayUse('openai', 'gpt-5')).toBeNull();
  });

  it('of other names, or in another shape, give nothing', () => {
    expect(accessOf([], carrying()).role).toBeNull();
    const misshapen = { 'tailscale.com/cap/aperture': { role: 'admin' } } as never;
    expect(accessOf([], { ...alice, capabilities: misshapen }).role).toBeNull();
    const inherited = Object.create({ 'tailscale.com/cap/aperture': [{ role: 'admin' }] }) as never;
    expect(accessOf([], { ...alice, capabilities: inherited }).role).toBeNull();
  });

  it('set no header that frames a message or names a host', () => {
    const entries = ['Host: evil.example', 'content-length: 0', 'Transfer-Encoding: chunked', 'x-team: a'];
    const access = accessOf([], carrying({ models: '**', add_headers: entries }));
    expect(access.addHeaders('openai', 'gpt-5')).toEqual(['x-team', 'a']);
  });

  it('survive one bad entry among good ones', () => {
    expect(accessOf([], carrying({ role: 'root' }, { role: 'user', unknown_field: 1 })).role).toBe('user');
  });
});
