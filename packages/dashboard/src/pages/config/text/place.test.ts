import { expect, it } from 'vitest';
import { pathText, placeOf } from './place.ts';

it('tells line and column', () => {
  expect(placeOf('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
  expect(placeOf('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
});

it('writes a path as the gateway does', () => {
  expect(pathText(['grants', 0, 'app', 'tailscale.com/cap/aperture', 1, 'models'])).toBe(
    'grants[0].app["tailscale.com/cap/aperture"][1].models',
  );
  expect(pathText(['providers', 'my-own', 'models', 2])).toBe('providers.my-own.models[2]');
  expect(pathText(['providers', 'a.b'])).toBe('providers["a.b"]');
  expect(pathText([])).toBe('');
});
