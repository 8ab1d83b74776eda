/** Which providers serve a model. */
import type { Provider } from '../snapshot.ts';

/** The enabled providers of each exact model id: highest preference first, then in the order of the config. */
export function compileCatalog(providers: Iterable<Provider>): Map<string, readonly Provider[]> {
  const catalog = new Map<string, Provider[]>();
  for (const provider of providers) {
    if (provider.disabled) continue;
    for (const model of provider.models) {
      const serving = catalog.get(model);
      if (serving) serving.push(provider);
      else catalog.set(model, [provider]);
    }
  }
  // Sorting is stable, which keeps the order of the config among equals.
  for (const serving of catalog.values()) serving.sort((a, b) => b.preference - a.preference);
  return catalog;
}
