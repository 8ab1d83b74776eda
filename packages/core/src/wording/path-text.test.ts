import { expect, it } from 'vitest';
import { pathText } from './path-text.ts';

it('writes a path as people do', () => {
  expect(pathText(['grants', 0, 'app', 'tailscale.com/cap/aperture', 1, 'models'])).toBe(
    'grants[0].app["tailscale.com/cap/aperture"][1].models',
  );
  expect(pathText(['providers', 'my-own', 'models', 2])).toBe('providers.my-own.models[2]');
  expect(pathText(['providers', 'a.b'])).toBe('providers["a.b"]');
  expect(pathText([])).toBe('');
});
