/** `GET /aperture/me`: who the caller is to the gateway, and what there is here for the pages that ask. */
import type { Access } from '../access/grants.ts';
import type { Refusal } from '../errors.ts';
import { jsonAnswer } from '../relay/answer.ts';
import { VERSION } from '../version.ts';
import type { RawResponse } from '../wire/raw.ts';
import { DATA } from './data-answer.ts';
import type { Question } from './question.ts';
import { nothingAsked } from './record-parameters.ts';

/** Who the caller is to the gateway (docs/reference/api.md). */
export interface MeJson {
  readonly identity: {
    readonly login: string;
    readonly display_name: string | null;
    readonly node: string | null;
    readonly tags: readonly string[];
    readonly groups: readonly string[];
    readonly source: string;
  };
  readonly role: NonNullable<Access['role']>;
  readonly gateway: {
    readonly version: string;
    readonly hostname: string | null;
    readonly base_path: string;
    /** Records are kept. */
    readonly records: boolean;
    readonly config: { readonly writable: boolean; readonly reason: string | null };
    readonly pages: boolean;
  };
}

export async function tellMe({ running, by, query, context }: Question): Promise<RawResponse | Refusal> {
  const mistaken = nothingAsked(query);
  if (mistaken) return mistaken;
  const { identity, access } = by;
  const { server } = running.snapshot;
  const { writable, reason } = running.config.status();
  const me: MeJson = {
    identity: {
      login: identity.login,
      display_name: identity.displayName ?? null,
      node: identity.node ?? null,
      tags: identity.tags,
      groups: identity.groups,
      source: identity.source,
    },
    // Whoever has none is not answered.
    role: access.role as MeJson['role'],
    gateway: {
      version: VERSION,
      hostname: server.hosts[0] ?? null,
      base_path: (context.basePath ?? '') + server.basePath,
      records: running.store !== null,
      config: { writable, reason },
      pages: running.pages !== null,
    },
  };
  return jsonAnswer(200, me, DATA);
}
