/** Which provider gets a call, and by which grant; or why none does. */
import type { Provider } from '../config/snapshot.ts';
import { refuse, type Refusal } from '../errors.ts';
import { accountProvider } from './account.ts';
import { candidatesOf, serves } from './candidates.ts';
import { namesModel, type Call } from './endpoint.ts';
import type { Choice, RouteQuestion, Trace } from './question.ts';

/** A model that nobody lists, of more than one segment: only a pattern that opens all of a provider matches it. */
export const ANY_MODEL: string = '\0/\0';

/** Chooses the provider. With a trace, tells each step as well. */
export function choose(question: RouteQuestion, trace?: Trace): Choice | Refusal {
  if (question.model !== null) return servingModel(question, question.model, trace);
  return question.call.endpoint.model === 'account'
    ? accountProvider(question, trace)
    : wholeProvider(question, trace);
}

/** The provider for a model that is named. */
function servingModel(question: RouteQuestion, asked: string, trace?: Trace): Choice | Refusal {
  const { access, call } = question;
  const { providers, model, prefix } = candidatesOf(question.snapshot, call, asked);
  trace?.(
    'candidates',
    providers.length ? providers.map((provider) => provider.id).join(', ') : 'none',
    null,
  );

  const granted: { readonly provider: Provider; readonly grantedBy: string }[] = [];
  for (const provider of providers) {
    const permission = access.mayUse(provider.id, model);
    if (permission) granted.push({ provider, grantedBy: permission.grant.where });
    trace?.(
      'grant',
      permission
        ? `${provider.id}/${model}: opened by ${permission.grant.where} ("${permission.capability.models?.source}")`
        : `${provider.id}/${model}: no grant opens it`,
      permission ? undefined : null,
    );
  }
  if (granted.length === 0) return notFound(question, asked, providers, model);

  const chosen = granted.find(({ provider }) => serves(provider, call));
  if (!chosen)
    return wrongFormat(
      call,
      granted.map(({ provider }) => provider),
    );
  const { id, preference } = chosen.provider;
  trace?.('provider', `${id} (preference ${preference}) serves it as ${call.format.name}`);
  return { ...chosen, model, prefix };
}

/** The provider whose files or batches are asked for. They may be about any model, so all of it must be granted. */
function wholeProvider({ call, access, identity }: RouteQuestion, trace?: Trace): Choice | Refusal {
  const { pinned: provider, path } = call;
  if (!provider) {
    const how = 'put the id of the provider that keeps it in front of the path, as in';
    return refuse('unknown_endpoint', `${path} belongs to one provider: ${how} /<provider>${path}`);
  }
  const permission = access.mayUse(provider.id, ANY_MODEL);
  trace?.(
    'grant',
    permission
      ? `all of ${provider.id}: opened by ${permission.grant.where} ("${permission.capability.models?.source}")`
      : `all of ${provider.id}: no grant opens it`,
  );
  if (!permission) {
    const why = `${path} may be about any model, and no grant opens all of provider "${provider.id}"`;
    return refuse('model_not_found', `${why} for user "${identity.login}"`);
  }
  if (!serves(provider, call)) return wrongFormat(call, [provider]);
  trace?.('provider', `${provider.id}, named in the path`);
  return { provider, model: null, prefix: '', grantedBy: permission.grant.where };
}

/** Only an admin is told that a model exists which no grant opens: to others it is as unknown as any other. */
function notFound(
  { access, identity }: RouteQuestion,
  asked: string,
  providers: readonly Provider[],
  model: string,
): Refusal {
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
  const wanted = call.format.flags.join(' or ');
  const what = call.model === null && !namesModel(call) ? 'Provider' : 'Model';
  return refuse('format_mismatch', `${what} is available through ${names}, not ${wanted}`);
}
