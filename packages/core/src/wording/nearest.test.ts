import { expect, it } from 'vitest';
import { didYouMean, nearest } from './nearest.ts';

const KNOWN = ['baseurl', 'models', 'apikey', 'name', 'auth_mode', 'authorization'];

it.each([
  ['basurl', 'baseurl'],
  ['baseUrl', 'baseurl'],
  ['base_url', 'baseurl'],
  ['modles', 'models'],
  ['api_key', 'apikey'],
  ['nmae', 'name'],
  ['authMode', 'auth_mode'],
  ['authorisation', 'authorization'],
])('takes %j for %j', (written, meant) => {
  expect(nearest(written, KNOWN)).toBe(meant);
});

it.each(['', 'x', 'timeout', 'nonsense'])('has nothing to say to %j', (written) => {
  expect(didYouMean(written, KNOWN)).toBe('');
});
