import { expect, it } from 'vitest';
import type { HealthJson, ProviderHealthJson } from '../../api/health.ts';
import { stateOf, verdictOf } from './verdict.ts';

const provider = (fields: Partial<ProviderHealthJson>): ProviderHealthJson => ({
  id: 'openai',
  name: '',
  disabled: false,
  models: 1,
  last_success: null,
  last_failure: null,
  requests: 0,
  failed: 0,
  ...fields,
});

const failure = (time: string): ProviderHealthJson['last_failure'] => ({
  time,
  status: 502,
  outcome: 'upstream_error',
  error: null,
});

it('tells how a provider is by what came last', () => {
  expect(stateOf(provider({}))).toBe('unused');
  expect(stateOf(provider({ disabled: true, last_failure: failure('2026-11-24T10:00:00Z') }))).toBe(
    'disabled',
  );
  const last_success = '2026-11-24T10:00:00.500Z';
  expect(stateOf(provider({ last_success, last_failure: failure('2026-11-24T10:00:00Z') }))).toBe('working');
  expect(stateOf(provider({ last_success, last_failure: failure('2026-11-24T10:00:01Z') }))).toBe('failing');
  expect(stateOf(provider({ last_failure: failure('2026-11-24T10:00:01Z') }))).toBe('failing');
});

const WELL: Pick<HealthJson, 'config' | 'store' | 'audit' | 'exporters' | 'providers'> = {
  config: { source: 'config', loaded_at: null, writable: true, reason: null, error: null, warnings: [] },
  store: { queued: 0, written: 1, dropped_records: 0, dropped_captures: 0, failing: null },
  audit: { failing: null },
  exporters: [],
  providers: [provider({})],
};

it('says what is wrong, and nothing if all is well', () => {
  expect(verdictOf(WELL)).toEqual([]);
  expect(verdictOf({ ...WELL, store: null, audit: null })).toEqual([]);
  expect(verdictOf({ ...WELL, audit: { failing: 'disk full' } })).toEqual([
    'The audit log cannot be written.',
  ]);
  expect(
    verdictOf({
      config: { ...WELL.config, error: { time: '2026-11-24T10:00:00Z', problems: [] } },
      store: { queued: 0, written: 1, dropped_records: 2, dropped_captures: 0, failing: 'disk full' },
      audit: { failing: 'disk full' },
      exporters: [
        {
          name: 's3',
          enabled: true,
          last_export: null,
          exported: 0,
          waiting: null,
          failing: 'no such bucket',
        },
      ],
      providers: [provider({ last_failure: failure('2026-11-24T10:00:01Z') })],
    }),
  ).toHaveLength(6);
});
