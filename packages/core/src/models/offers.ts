/** Which models a caller is offered: those of enabled providers that a grant opens (spec/aperture.md 3.7). */
import type { Access } from '../access/grants.ts';
import type { Provider, Snapshot } from '../config/snapshot.ts';
import { refuse, type Refusal } from '../errors.ts';
import type { FormatName } from '../formats/format.ts';
import type { Identity } from '../ports/identity.ts';
import { candidatesOf } from '../routing/candidates.ts';

/** A model at a provider. */
export interface Offer {
  readonly provider: Provider;
  readonly model: string;
}

/** Whose offers count. */
export interface Audience {
  readonly snapshot: Snapshot;
  readonly access: Access;
  /** The one provider that is asked for. */
  readonly pinned: Provider | null;
  /** The formats that the client speaks; null for all. */
  readonly formats: ReadonlySet<FormatName> | null;
}

/** All offers, by provider in the order of the config. */
export function offersTo({ snapshot, access, pinned, formats }: Audience): Offer[] {
  const offers: Offer[] = [];
  for (const provider of pinned ? [pinned] : snapshot.providers.values()) {
    if (provider.disabled || !speaks(provider, formats)) continue;
    for (const model of provider.models) {
      if (access.mayUse(provider.id, model)) offers.push({ provider, model });
    }
  }
  return offers;
}

/** Each id once: at the provider that a call for it would go to. */
export function byId(offers: readonly Offer[]): Offer[] {
  const best = new Map<string, Offer>();
  for (const offer of offers) {
    const known = best.get(offer.model);
    if (!known || known.provider.preference < offer.provider.preference) best.set(offer.model, offer);
  }
  return [...best.values()];
}

/** The offer of a name, which may be `provider/model` as in a call; or a refusal in the words of a call's. */
export function offerOf(name: string, identity: Identity, audience: Audience): Offer | Refusal {
  const { snapshot, access, pinned, formats } = audience;
  const { providers, model } = candidatesOf(snapshot, { pinned, model: null }, name);
  const granted = providers.filter(({ id }) => access.mayUse(id, model));
  const provider = granted.find((candidate) => speaks(candidate, formats));
  if (provider) return { provider, model };
  return granted.length > 0
    ? refuse(
        'format_mismatch',
        `Model is available through ${namesOf(granted)}, not ${[...(formats ?? [])].join(', ')}`,
      )
    : refuse('model_not_found', `no route found for model "${name}" for user "${identity.login}"`);
}

function speaks({ formats: served }: Provider, formats: ReadonlySet<FormatName> | null): boolean {
  return formats === null || [...formats].some((format) => served.has(format));
}

function namesOf(providers: readonly Provider[]): string {
  const formats = new Set(providers.flatMap((provider) => [...provider.formats]));
  return formats.size > 0 ? [...formats].join(', ') : 'no format at all';
}
