/** `GET /aperture/me`: who the caller is to the gateway, and what there is here for the pages that ask. */
import type { Refusal } from '../errors.ts';
import { jsonAnswer } from '../relay/answer.ts';
import { VERSION } from '../version.ts';
import type { RawResponse } from '../wire/raw.ts';
import { DATA } from './data-answer.ts';
import type { Question } from './question.ts';
import { nothingAsked } from './record-parameters.ts';

export async function tellMe({ running, by, query, context }: Question): Promise<RawResponse | Refusal> {
  const mistaken = nothingAsked(query);
  if (mistaken) return mistaken;
  const { identity, access } = by;
  const { server } = running.snapshot;
  const { writable, reason } = running.config.status();
  return jsonAnswer(
    200,
    {
      identity: {
        login: identity.login,
        display_name: identity.displayName ?? null,
        node: identity.node ?? null,
        tags: identity.tags,
        groups: identity.groups,
        source: identity.source,
      },
      role: access.role,
      gateway: {
        version: VERSION,
        hostname: server.hosts[0] ?? null,
        base_path: (context.basePath ?? '') + server.basePath,
        records: running.store !== null,
        config: { writable, reason },
        pages: running.pages !== null,
      },
    },
    DATA,
  );
}
