import { describe, expect, it, vi } from 'vitest';
import { ConfigError } from '../config/problem.ts';
import type { IdentityConfig, TailscaleConfig } from '../config/schema/identity.ts';
import type { IdentitySource } from '../ports/identity.ts';
import { createSources, type IdentityTypes } from './sources.ts';

const tailscale: TailscaleConfig = {
  type: 'tailscale',
  capability: 'tailscale.com/cap/aperture',
  userspace: false,
  cache: '10s',
  timeout: '2s',
};

const configs: readonly IdentityConfig[] = [
  { type: 'loopback' },
  { type: 'key', header: 'X-Key', keys: [] },
  tailscale,
  {
    type: 'jwt',
    header: 'x-token',
    jwks: { keys: [] },
    issuer: 'i',
    audience: 'a',
    algorithms: [],
    claims: { login: 'email' },
    clock_tolerance: 0,
  },
  { type: 'header', login: 'x-user', trusted: [] },
];

const settings = { hosts: ['ai.example.com'] };

describe('createSources', () => {
  it('makes every kind, in the order of the config', () => {
    const made: IdentitySource = { type: 'tailscale', headers: [], byNetwork: true, identify: () => null };
    const create = vi.fn<NonNullable<IdentityTypes['tailscale']>>(() => made);
    const sources = createSources(configs, { settings, identityTypes: { tailscale: create } });
    expect(sources.map(({ type }) => type)).toEqual(['loopback', 'key', 'tailscale', 'jwt', 'header']);
    expect(sources.flatMap(({ headers }) => headers)).toEqual(['x-key', 'x-token', 'x-user']);
    expect(sources.filter(({ byNetwork }) => byNetwork).map(({ type }) => type)).toEqual([
      'loopback',
      'tailscale',
      'header',
    ]);
    expect(create).toHaveBeenCalledWith(tailscale);
  });

  it('gives the hosts to those who need them', () => {
    const [loopback] = createSources([{ type: 'loopback' }], { settings });
    const caller = {
      isCall: true,
      headers: [],
      host: 'ai.example.com',
      remoteAddress: '127.0.0.1',
      remotePort: 1,
    };
    expect(loopback?.identify(caller)).toMatchObject({ login: '(loopback)' });
  });

  it('says where a kind cannot be made', () => {
    const make = () => createSources(configs, { settings });
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(/"tailscale" needs/);
  });
});
