/** What an admin should look at. */
import type { HealthJson, ProviderHealthJson } from '../../api/health.ts';

/** Says in sentences what is wrong; nothing if all is well. */
export function verdictOf({
  config,
  store,
  audit,
  exporters,
  providers,
}: Pick<HealthJson, 'config' | 'store' | 'audit' | 'exporters' | 'providers'>): string[] {
  const failing = providers.filter((provider) => stateOf(provider) === 'failing').map(({ id }) => id);
  const stuck = exporters.filter(({ failing }) => failing).map(({ name }) => name);
  return [
    ...(config.error ? ['The newest configuration has errors and is not in force.'] : []),
    ...(store?.failing ? ['Records cannot be stored.'] : []),
    ...(store && store.dropped_records > 0 ? [`${store.dropped_records} records were lost.`] : []),
    ...(audit?.failing ? ['The audit log cannot be written.'] : []),
    ...(stuck.length > 0 ? [`Export fails: ${stuck.join(', ')}.`] : []),
    ...(failing.length > 0 ? [`The last call of ${failing.join(', ')} failed.`] : []),
  ];
}

export type ProviderState = 'disabled' | 'unused' | 'working' | 'failing';

/** How a provider is, by what came last. */
export function stateOf({
  disabled,
  last_success: success,
  last_failure: failure,
}: ProviderHealthJson): ProviderState {
  if (disabled) return 'disabled';
  if (!success && !failure) return 'unused';
  return failure && (!success || Date.parse(failure.time) > Date.parse(success)) ? 'failing' : 'working';
}
