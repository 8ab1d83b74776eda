import { expect, it } from 'vitest';
import { basePathOf, contextOf, isSecure, plainAddress, targetOf } from './host-info.ts';
import type { NodeRequest } from './node-http.ts';

const request = (fields: object): NodeRequest => fields as NodeRequest;

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::1', '::1'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['::ffff:0a01:0203', '::ffff:0a01:0203'],
  ['fe80::1%eth0', 'fe80::1'],
  [undefined, undefined],
])('writes the address %s plainly', (address, plain) => {
  expect(plainAddress(address)).toBe(plain);
});

it('reads what Express puts on a request, unless the host tells otherwise', () => {
  const req = request({ url: '/cut', originalUrl: '/ai/cut', baseUrl: '/ai', protocol: 'https', socket: {} });
  expect([targetOf(req), basePathOf(req), isSecure(req)]).toEqual(['/ai/cut', '/ai', true]);
  const told = { target: '/t', basePath: '/b', protocol: 'http' };
  expect([targetOf(req, told), basePathOf(req, told), isSecure(req, told)]).toEqual(['/t', '/b', false]);
});

it('tells TLS by the socket and never by what the client says', () => {
  const headers = { 'x-forwarded-proto': 'https' };
  expect(isSecure(request({ headers, scheme: 'https', socket: {} }))).toBe(false);
  expect(isSecure(request({ headers: {}, scheme: 'http', socket: { encrypted: true } }))).toBe(true);
});

it('tells the handler where the caller is and who the host says it is', () => {
  const identity = { login: 'a@example.com', tags: [], groups: [], source: 'host' };
  const req = request({ socket: { remoteAddress: '::ffff:10.0.0.1', remotePort: 5 } });
  expect(contextOf(req)).toEqual({ remoteAddress: '10.0.0.1', remotePort: 5, basePath: '' });
  expect(contextOf(req, { identify: () => identity, remoteAddress: '10.0.0.2' })).toEqual({
    remoteAddress: '10.0.0.2',
    remotePort: 5,
    basePath: '',
    identity,
  });
  expect(contextOf(request({ socket: undefined }), { identify: () => undefined })).not.toHaveProperty(
    'identity',
  );
});
