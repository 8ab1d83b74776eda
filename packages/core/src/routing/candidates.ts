/** Which providers a model's name can mean, before anybody asks who may use them. */
import type { Provider, Snapshot } from '../config/snapshot.ts';
import type { Call } from './endpoint.ts';

/** The providers of a model, and the model's name as they know it. */
export interface Candidates {
  /** Enabled, highest preference first, then config order. */
  readonly providers: readonly Provider[];
  readonly model: string;
  /** What the name began with besides the model: `openai/`; empty if nothing. */
  readonly prefix: string;
}

const NONE: readonly Provider[] = [];

/**
 * Finds the providers. An exact id wins, also one with a `/` in it; then `provider/model` picks the provider. Names in a
 * URL are exact ids only (spec/aperture.md 3.3).
 */
export function candidatesOf(
  snapshot: Snapshot,
  call: Pick<Call, 'pinned' | 'model'>,
  name: string,
): Candidates {
  const exact = call.pinned ? servedBy(call.pinned, name) : (snapshot.catalog.get(name) ?? NONE);
  if (exact.length > 0 || call.model !== null) return { providers: exact, model: name, prefix: '' };
  const slash = name.indexOf('/');
  if (slash > 0) {
    const provider = snapshot.providers.get(name.slice(0, slash));
    if (provider && (!call.pinned || call.pinned === provider)) {
      const model = name.slice(slash + 1);
      const providers = servedBy(provider, model);
      if (providers.length > 0) return { providers, model, prefix: name.slice(0, slash + 1) };
    }
  }
  return { providers: NONE, model: name, prefix: '' };
}

/** True if the provider speaks the format of a call. */
export function serves(provider: Provider, { format }: Pick<Call, 'format'>): boolean {
  return format.flags.some((flag) => provider.formats.has(flag));
}

function servedBy(provider: Provider, model: string): readonly Provider[] {
  return !provider.disabled && provider.models.includes(model) ? [provider] : NONE;
}
