import { describe, expect, it } from 'vitest';
import { createLoopbackSource } from './loopback.ts';

const source = createLoopbackSource({ hosts: ['ai.example.com'] });

const said = (parts: { remoteAddress?: string | undefined; host?: string | undefined; headers?: string[] }) =>
  source.identify({
    isCall: true,
    remoteAddress: 'remoteAddress' in parts ? parts.remoteAddress : '127.0.0.1',
    host: 'host' in parts ? parts.host : 'localhost:8787',
    headers: parts.headers ?? ['user-agent', 'curl', 'x-forward', 'y', 'viaduct', 'z'],
    remotePort: 1,
  });

describe('a program of this machine', () => {
  it('is (loopback)', () => {
    expect(said({})).toEqual({ login: '(loopback)', tags: [], groups: [], source: 'loopback' });
    expect(source.byNetwork).toBe(true);
  });

  it.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])(
    'may have the address %s',
    (remoteAddress) => {
      expect(said({ remoteAddress })).not.toBeNull();
    },
  );

  it.each(['localhost', 'LOCALHOST:1', '127.0.0.1', '127.1.2.3:8787', '[::1]:8787', 'AI.example.com:80'])(
    'may call the gateway %s',
    (host) => {
      expect(said({ host })).not.toBeNull();
    },
  );
});

describe('nobody else', () => {
  it.each(['10.0.0.1', '::2', '128.0.0.1', '/run/gateway.sock', '', undefined])('at %s', (remoteAddress) => {
    expect(said({ remoteAddress })).toBeNull();
  });

  // By DNS rebinding a page of evil.example reaches loopback addresses under its own name.
  it.each([
    'evil.example',
    'evil.example:8787',
    'localhost.evil.example',
    'evil.example/?localhost',
    'localhost@evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1:8787',
    'example.com',
    '2130706433',
    '',
    undefined,
  ])('who calls the gateway %s', (host) => {
    expect(said({ host })).toBeNull();
  });

  it.each([
    'Forwarded',
    'X-Forwarded-For',
    'x-forwarded-host',
    'X-FORWARDED-PROTO',
    'x-real-ip',
    'Via',
    'CF-Connecting-IP',
    'true-client-ip',
    'x-client-ip',
    'Tailscale-User-Login',
    'tailscale-headers-info',
  ])('whose request was forwarded: %s', (header) => {
    expect(said({ headers: ['host', 'localhost', header, ''] })).toBeNull();
  });
});
