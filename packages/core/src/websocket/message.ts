/** Reads a client's message as far as the decision needs it, by the strict rules of bodies over HTTP. */
import { createGuard, type Guard } from '../body/guard.ts';
import { JsonScanner } from '../body/json-scanner.ts';
import { cutPrefix, spliced } from '../body/model-splice.ts';
import type { Refusal } from '../errors.ts';
import type { Route } from '../routing/route.ts';

/** A message that was read. */
export interface Message {
  /** It asks for a response, or names a model for whatever else: it must be granted. */
  readonly isCreate: boolean;
  readonly model: string | undefined;
  /** Its bytes for the provider, or a refusal. */
  forward(route: Route): Uint8Array | Refusal;
}

/** Reads it, or tells why it may not pass: a vendor could read it differently. */
export function readMessage(bytes: Uint8Array, maxBytes: number): Message | Refusal {
  const scanner = new JsonScanner({ isMessage: true });
  const guard = createGuard({ scanner, maxBytes, declared: undefined });
  const refusal = guard.admit(bytes) ?? guard.finish();
  if (refusal) return refusal;
  const field = guard.field();
  return {
    isCreate: field !== null || scanner.type === 'response.create',
    model: field?.value,
    forward(route) {
      const refused = fallBacks(guard, route);
      if (refused) return refused;
      return route.prefix && field ? spliced(bytes, cutPrefix(field, route.prefix)) : bytes;
    },
  };
}

function fallBacks(guard: Guard, route: Route): Refusal | null {
  return guard.namesAlternatives() && !route.opensAll() ? guard.forbidAlternatives() : null;
}
