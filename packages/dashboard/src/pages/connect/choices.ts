/** The models that a client can use, as it has to name them. */
import type { OfferedModelJson } from '../models/offered.ts';
import type { Client } from './client.ts';

/** A model as a client has to name it. */
export interface Choice {
  readonly name: string;
  readonly provider: string;
}

/** What may stand in quotes of a file or a command without being quoted itself. */
const PLAIN = /^[\w.:@/+-]+$/;

/**
 * The models that a client can use. One that others serve as well, whom somebody else pays, is asked for with the name of
 * its provider in front: the bare name might lead there.
 */
export function choicesFor({ speaks, pays }: Client, models: readonly OfferedModelJson[]): Choice[] {
  const offers = models.filter(({ supported_endpoints }) => supported_endpoints.includes(speaks.endpoint));
  const fits = ({ metadata: { provider } }: OfferedModelJson): boolean =>
    (pays === 'caller') === provider.requires_client_auth;
  const choices = offers.filter(fits).map(({ id, metadata: { provider } }) => {
    const ambiguous = offers.some((other) => other.id === id && !fits(other));
    return { name: ambiguous ? `${provider.id}/${id}` : id, provider: provider.id };
  });
  const first = choices.filter(({ name }, at) => choices.findIndex((other) => other.name === name) === at);
  return first.filter(({ name }) => PLAIN.test(name));
}
