import { expect, it } from 'vitest';
import { shapeAt } from '../schema/shape.ts';
import { kindOf } from './kind.ts';

const at = (...path: (string | number)[]) => shapeAt(path, { identity: [{ type: 'jwt' }] }) ?? {};

it.each([
  [['providers', 'p', 'baseurl'], 'text'],
  [['providers', 'p', 'preference'], 'number'],
  [['providers', 'p', 'disabled'], 'flag'],
  [['providers', 'p', 'auth_mode'], 'choice'],
  [['providers', 'p', 'apikey'], 'secret'],
  [['providers', 'p', 'models'], 'list'],
  [['providers', 'p', 'model_cost_map'], 'items'],
  [['providers', 'p', 'model_info'], 'named'],
  [['providers', 'p', 'compatibility'], 'group'],
  [['providers', 'p', 'unknown'], 'other'],
  [['exporters', 's3', 'access_secret'], 'secret'],
  [['server', 'drain'], 'text'],
  [['identity', 0, 'audience'], 'text'],
  [['identity'], 'items'],
  [['database', 'retention', 'purge'], 'list'],
] as const)('shows %j as %s', (path, kind) => {
  expect(kindOf(at(...path), undefined)).toBe(kind);
});

it('shows a value of another type as it is written', () => {
  expect(kindOf(at('providers', 'p', 'models'), 'gpt-5.5')).toBe('other');
  expect(kindOf(at('providers', 'p', 'models'), [1])).toBe('other');
  expect(kindOf(at('providers', 'p', 'disabled'), 'yes')).toBe('other');
  expect(kindOf(at('providers', 'p', 'compatibility'), [])).toBe('other');
  expect(kindOf(at('identity', 0, 'audience'), ['a', 'b'])).toBe('other');
  expect(kindOf(at('server', 'drain'), 0)).toBe('text');
});
