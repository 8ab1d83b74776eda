/** The decision: which provider gets a call, by which grant, with which credential; or why none does. */
import type { Access } from '../access/grants.ts';
import type { Provider, Snapshot } from '../config/snapshot.ts';
import { selectCredential, type Credential } from '../credentials/select.ts';
import { isRefusal, refuse, type Refusal } from '../errors.ts';
import type { Identity } from '../ports.ts';
import { hasHeader, type HeaderList } from '../wire/header-list.ts';
import { candidatesOf } from './candidates.ts';
import type { Call } from './endpoint.ts';
import { upstreamPath, VERTEX_PROJECT } from './upstream-url.ts';

/** Where a call goes. */
export interface Route {
  readonly provider: Provider;
  /** The model as the provider knows it. */
  readonly model: string;
  /** What must be cut off the front of the body's `model`; empty for nothing. */
  readonly prefix: string;
  /** Path and query on the provider's origin. */
  readonly path: string;
  readonly credential: Credential;
  /** Headers that the caller's grants add, and the provider's of other names. */
  readonly addHeaders: HeaderList;
  /** The grant that opened the model. */
  readonly grantedBy: string;
  /** The caller may use every model of the provider, also those that are not listed. */
  opensAll(): boolean;
}

/** A model that nobody lists, of more than one segment: only a pattern that opens all of a provider matches it. */
const ANY_MODEL = '\0/\0';

/** All that a decision depends on. */
export interface RouteQuestion {
  readonly snapshot: Snapshot;
  readonly identity: Identity;
  readonly access: Access;
  readonly call: Call;
  /** The model the client named. */
  readonly model: string;
  readonly query: string;
  readonly headers: HeaderList;
  /** Lower-case names of headers that identity sources read. */
  readonly reserved: ReadonlySet<string>;
}

/** Hears each step of a decision. */
export type Trace = (step: string, detail: string) => void;

/** Decides. With a trace, tells each step as well; nothing is decided differently for it. */
export function route(question: RouteQuestion, trace?: Trace): Route | Refusal {
  const { access, call, model: asked } = question;
  const { providers, model, prefix } = candidatesOf(question.snapshot, call, asked);
  trace?.('candidates', providers.length ? providers.map((provider) => provider.id).join(', ') : 'none');

  const granted: { readonly provider: Provider; readonly grantedBy: string }[] = [];
  for (const provider of providers) {
    const permission = access.mayUse(provider.id, model);
    if (permission) granted.push({ provider, grantedBy: permission.grant.where });
    trace?.(
      'grant',
      permission
        ? `${provider.id}/${model}: opened by ${permission.grant.where} ("${permission.capability.models?.source}")`
        : `${provider.id}/${model}: no grant opens it`,
    );
  }
  if (granted.length === 0) return notFound(question, providers, model);

  const chosen = granted.find(({ provider }) => provider.formats.has(call.format.name));
  if (!chosen)
    return wrongFormat(
      call,
      granted.map(({ provider }) => provider),
    );
  const { provider, grantedBy } = chosen;
  trace?.('provider', `${provider.id} (preference ${provider.preference}) serves it as ${call.format.name}`);

  const credential = selectCredential(provider, question.headers, question.query, question.reserved);
  if (isRefusal(credential)) return credential;
  trace?.('credential', TOLD[credential.kind]);

  const path = upstreamPath(provider, call, question.query, credential.keepClient);
  if (path.includes(VERTEX_PROJECT)) {
    const why = `provider "${provider.id}" does not know the project that ${VERTEX_PROJECT} stands for`;
    return refuse('invalid_request', `${why}: name the project in the path`);
  }
  trace?.('upstream', `${provider.origin}${path.split('?', 1)[0]}`);
  const granting = access.addHeaders(provider.id, model);
  return {
    provider,
    model,
    prefix,
    path,
    credential,
    addHeaders: granting.length > 0 ? merged(granting, provider.addHeaders) : provider.addHeaders,
    grantedBy,
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

/** Only an admin is told that a model exists which no grant opens: to others it is as unknown as any other. */
function notFound(question: RouteQuestion, providers: readonly Provider[], model: string): Refusal {
  const { access, identity, model: asked } = question;
  const message = `no route found for model "${asked}" for user "${identity.login}"`;
  const [hidden] = providers;
  return hidden && access.role === 'admin'
    ? refuse(
        'model_not_found',
        `${message}: provider "${hidden.id}" serves it, but no grant opens ${hidden.id}/${model}`,
      )
    : refuse('model_not_found', message);
}

function wrongFormat(call: Call, granted: readonly Provider[]): Refusal {
  const formats = new Set(granted.flatMap((provider) => [...provider.formats]));
  const names = formats.size > 0 ? [...formats].join(', ') : 'no format at all';
  return refuse('format_mismatch', `Model is available through ${names}, not ${call.format.name}`);
}
