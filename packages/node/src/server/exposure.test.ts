import { describe, expect, it } from 'vitest';
import { exposureProblem } from './exposure.ts';

describe('exposureProblem', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', '0:0:0:0:0:0:0:1', 'localhost'])(
    'lets a server without identity listen on %s',
    (host) => {
      expect(exposureProblem(host, ['loopback'])).toBeNull();
      expect(exposureProblem(host, [])).toBeNull();
    },
  );

  it.each([
    '0.0.0.0',
    '::',
    '192.0.2.1',
    '128.0.0.1',
    '2001:db8::1',
    'gateway.example.com',
    'localhost.example.com',
    '',
  ])('does not let it listen on "%s"', (host) => {
    expect(exposureProblem(host, ['loopback'])).toContain(`refusing to listen on ${host}`);
    expect(exposureProblem(host, [])).toContain('Add one under "identity"');
  });

  it.each(['tailscale', 'header', 'key', 'jwt', 'our-own'])('lets it when %s tells callers apart', (type) => {
    expect(exposureProblem('0.0.0.0', ['loopback', type])).toBeNull();
  });
});
