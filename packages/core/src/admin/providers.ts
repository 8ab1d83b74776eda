/** `GET /api/providers`: every provider of the config, those that are disabled included (spec/aperture.md 3.8). */
import type { Refusal } from '../errors.ts';
import { jsonAnswer } from '../relay/answer.ts';
import type { RawResponse } from '../wire/raw.ts';
import { DATA } from './data-answer.ts';
import type { Question } from './question.ts';
import { nothingAsked } from './record-parameters.ts';

/** A provider, as aperture-cli and its like read it. */
export interface ProviderJson {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Null where it has none. */
  readonly models: readonly string[] | null;
  readonly compatibility: Readonly<Record<string, boolean>>;
  /** The client must bring its own credential. */
  readonly requires_client_auth: boolean;
}

/** Answers with a bare array. Fields are written one by one: a provider holds its key. */
export async function listProviders({ running, query }: Question): Promise<RawResponse | Refusal> {
  const mistaken = nothingAsked(query);
  if (mistaken) return mistaken;
  const providers = [...running.snapshot.providers.values()].map(
    ({ id, name, description, models, compatibility, authMode }): ProviderJson => ({
      id,
      name,
      description,
      models: models.length > 0 ? models : null,
      compatibility,
      requires_client_auth: authMode === 'passthrough',
    }),
  );
  return jsonAnswer(200, providers, DATA);
}
