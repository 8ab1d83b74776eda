/** The decision: which provider gets a call, by which grant, with which credential; or why none does. */
import type { Credential } from '../credentials/credential.ts';
import { selectCredential } from '../credentials/select.ts';
import { isRefusal, refuse, type Refusal } from '../errors.ts';
import { hasHeader, type HeaderList } from '../wire/header-list.ts';
import { ANY_MODEL, choose } from './choice.ts';
import type { Choice, RouteQuestion, Trace } from './question.ts';
import { withoutParameters } from './path.ts';
import { toldUrl } from './told-url.ts';
import { upstreamPath, VERTEX_PROJECT } from './upstream-url.ts';

/** Where a call goes. */
export interface Route extends Choice {
  /** Path and query on the provider's origin. */
  readonly path: string;
  readonly credential: Credential;
  /** Headers that the caller's grants add, and the provider's of other names. */
  readonly addHeaders: HeaderList;
  /** The caller may use every model of the provider, also those that are not listed. */
  opensAll(): boolean;
}

/** Decides. With a trace, tells each step as well; nothing is decided differently for it. */
export function route(question: RouteQuestion, trace?: Trace): Route | Refusal {
  const { access, call } = question;
  const chosen = choose(question, trace);
  if (isRefusal(chosen)) return chosen;
  const { provider, model } = chosen;

  const { headers, query, reserved } = question;
  const credential = selectCredential(provider, { format: call.format.name, headers, query, reserved });
  if (isRefusal(credential)) return credential;
  trace?.('credential', told(credential), TOLD[credential.kind]);

  const passing = credential.moved ? withoutParameters(query, credential.moved) : query;
  const path = upstreamPath(provider, call, passing, credential.keepClient);
  if (path.includes(VERTEX_PROJECT)) {
    const why = `provider "${provider.id}" does not know the project that ${VERTEX_PROJECT} stands for`;
    return refuse('invalid_request', `${why}: name the project in the path`);
  }
  trace?.('upstream', toldUrl(provider, path));
  const granting = access.addHeaders(provider.id, model ?? ANY_MODEL);
  return {
    ...chosen,
    path,
    credential,
    addHeaders: granting.length > 0 ? merged(granting, provider.addHeaders) : provider.addHeaders,
    opensAll: () => access.mayUse(provider.id, ANY_MODEL) !== null,
  };
}

/** Headers of grants win over the provider's of the same name: they are about this caller. */
function merged(granting: HeaderList, own: HeaderList): HeaderList {
  const list = [...granting];
  for (let i = 0; i < own.length; i += 2) {
    if (!hasHeader(granting, (own[i] as string).toLowerCase()))
      list.push(own[i] as string, own[i + 1] as string);
  }
  return list;
}

const TOLD: Readonly<Record<Credential['kind'], string>> = {
  override: "the organisation's own credential; the client's is removed",
  passthrough: "the client's own credential, unchanged",
  fallback: "the organisation's credential, for want of one of the client's own",
  none: 'no credential at all',
};

/** Which credential it is, and what it is made of; never the credential. */
function told({ kind, source, moved, repeated }: Credential): string {
  if (repeated) return `${TOLD[kind]}; it came twice, and ${repeated} stays here`;
  if (moved) return `${TOLD[kind]}; its key in the query travels on in a header`;
  if (!source) return TOLD[kind];
  const made =
    source.kind === 'service_account'
      ? `a token of the service account ${source.email}`
      : `a signature with an AWS key for ${source.service} in ${source.region}`;
  return `${TOLD[kind]} (${made})`;
}
