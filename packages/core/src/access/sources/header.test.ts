import { describe, expect, it } from 'vitest';
import type { HeaderConfig } from '../../config/schema/identity.ts';
import { isRefusal } from '../../errors.ts';
import { createHeaderSource } from './header.ts';

const config = (parts: Partial<HeaderConfig> = {}): HeaderConfig => ({
  type: 'header',
  login: 'tailscale-user-login',
  trusted: ['127.0.0.0/8', '::1'],
  ...parts,
});

const said = (
  headers: string[],
  parts: Partial<HeaderConfig> = {},
  remoteAddress: string | undefined = '127.0.0.1',
) =>
  createHeaderSource(config(parts)).identify({
    isCall: true,
    headers,
    host: 'gateway',
    remoteAddress,
    remotePort: 1,
  });

describe('headers of a trusted proxy', () => {
  it('tell who calls', () => {
    expect(
      said(['Tailscale-User-Login', 'alice@example.com', 'Tailscale-User-Name', '=?utf-8?q?Al=C3=AFce?=']),
    ).toEqual({ login: 'alice@example.com', tags: [], groups: [], displayName: 'Alïce', source: 'header' });
  });

  it('tell groups, written as grants write them', () => {
    const headers = ['X-User', 'alice', 'X-Groups', 'engineering, group:ops,,team@example.com'];
    expect(said(headers, { login: 'X-User', groups: 'X-Groups' })).toMatchObject({
      groups: ['group:engineering', 'group:ops', 'team@example.com'],
    });
  });

  it('keep names within their line', () => {
    const headers = ['x-user', 'alice', 'x-name', '=?utf-8?q?a=0D=0Ab?='];
    expect(said(headers, { login: 'x-user', name: 'x-name' })).toMatchObject({ displayName: 'a  b' });
  });

  it.each([
    ['none', []],
    ['an empty one', ['tailscale-user-login', '']],
    ['only others', ['tailscale-user-name', 'Alice']],
  ])('leave the caller to the next source if there is %s', (_, headers) => {
    expect(said(headers)).toBeNull();
  });

  it.each([
    ['two logins', ['tailscale-user-login', 'alice@example.com', 'Tailscale-User-Login', 'bob@example.com']],
    [
      'a login twice',
      ['tailscale-user-login', 'alice@example.com', 'tailscale-user-login', 'alice@example.com'],
    ],
    ['an empty login in front', ['tailscale-user-login', '', 'tailscale-user-login', 'alice@example.com']],
    ['an empty login behind', ['tailscale-user-login', 'alice@example.com', 'tailscale-user-login', '']],
    ['two logins, joined', ['tailscale-user-login', 'alice@example.com, bob@example.com']],
    [
      'two names',
      ['tailscale-user-login', 'alice@example.com', 'tailscale-user-name', 'A', 'tailscale-user-name', 'B'],
    ],
    [
      'two lists of groups',
      ['tailscale-user-login', 'alice@example.com', 'x-groups', 'a', 'x-groups', 'admins'],
    ],
    ['everyone', ['tailscale-user-login', '*']],
    ['a tag', ['tailscale-user-login', 'tag:prod']],
    ['the loopback caller', ['tailscale-user-login', '(loopback)']],
  ])('refuse %s', (_, headers) => {
    const answer = said(headers, { groups: 'x-groups' });
    expect(answer).toMatchObject({ code: 'unidentified', status: 403 });
    expect(JSON.stringify(answer)).not.toContain('@example.com');
  });
});

describe('headers of anyone else', () => {
  it.each(['192.168.1.2', '::2', 'nonsense', undefined])('are not believed, from %s', (address) => {
    const source = createHeaderSource(config());
    const headers = ['tailscale-user-login', 'alice@example.com'];
    expect(
      source.identify({ isCall: true, headers, host: undefined, remoteAddress: address, remotePort: 1 }),
    ).toBeNull();
  });

  it('are believed where the config says so, and only there', () => {
    const headers = ['tailscale-user-login', 'alice@example.com'];
    expect(said(headers, { trusted: ['10.1.0.0/16'] }, '10.1.2.3')).toMatchObject({
      login: 'alice@example.com',
    });
    expect(said(headers, { trusted: ['10.1.0.0/16'] }, '::ffff:10.1.2.3')).toMatchObject({
      source: 'header',
    });
    expect(said(headers, { trusted: ['10.1.0.0/16'] }, '127.0.0.1')).toBeNull();
    expect(said(headers, { trusted: [] }, '127.0.0.1')).toBeNull();
  });
});

it('keeps its headers from providers', () => {
  expect(createHeaderSource(config({ groups: 'X-Groups' })).headers.toSorted()).toEqual([
    'tailscale-app-capabilities',
    'tailscale-headers-info',
    'tailscale-user-login',
    'tailscale-user-name',
    'tailscale-user-profile-pic',
    'x-groups',
  ]);
  expect(createHeaderSource(config({ login: 'X-User', name: 'X-Name' })).headers).toEqual([
    'x-user',
    'x-name',
  ]);
});

it('is what a browser brings along by itself, through the proxy', () => {
  expect(createHeaderSource(config()).byNetwork).toBe(true);
  expect(isRefusal(said(['tailscale-user-login', 'alice@example.com']) as object)).toBe(false);
});
