import type { Http2ServerRequest } from 'node:http2';
import { describe, expect, it } from 'vitest';
import { incomingHeaders } from './incoming-headers.ts';
import { BadRequest, type NodeRequest } from './node-http.ts';

const http1 = (...rawHeaders: string[]): NodeRequest => ({ httpVersionMajor: 1, rawHeaders }) as NodeRequest;
const http2 = (...rawHeaders: string[]): NodeRequest =>
  ({ httpVersionMajor: 2, rawHeaders }) as unknown as Http2ServerRequest;

describe('headers of HTTP/1', () => {
  it('are the list that Node has, not a copy', () => {
    const req = http1('Host', 'h', 'X', '1', 'x', '2');
    expect(incomingHeaders(req)).toEqual({ list: ['Host', 'h', 'X', '1', 'x', '2'], host: 'h' });
    expect(incomingHeaders(req).list).toBe(req.rawHeaders);
  });

  it('name one host or none', () => {
    expect(incomingHeaders(http1('x', '1')).host).toBeUndefined();
    expect(() => incomingHeaders(http1('Host', 'a', 'host', 'a'))).toThrow(BadRequest);
  });
});

describe('headers of HTTP/2', () => {
  it('lose pseudo headers and gain a host', () => {
    const req = http2(
      ':method',
      'GET',
      ':authority',
      'h:1',
      ':scheme',
      'http',
      ':path',
      '/',
      'x',
      '1',
      'x',
      '2',
    );
    expect(incomingHeaders(req)).toEqual({ list: ['host', 'h:1', 'x', '1', 'x', '2'], host: 'h:1' });
  });

  it('take the host header where there is no authority, and no two that differ', () => {
    expect(incomingHeaders(http2('host', 'a')).host).toBe('a');
    expect(incomingHeaders(http2(':authority', 'a', 'host', 'a')).list).toEqual(['host', 'a']);
    expect(() => incomingHeaders(http2(':authority', 'a', 'host', 'b'))).toThrow(BadRequest);
  });

  it('join the crumbs of a cookie', () => {
    const req = http2('cookie', 'a=1', 'x', '1', 'cookie', 'b=2', 'cookie', 'c=3');
    expect(incomingHeaders(req).list).toEqual(['cookie', 'a=1; b=2; c=3', 'x', '1']);
  });
});
