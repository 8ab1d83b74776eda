/** The steps of a decision, taken by those who take them for a request. */
import { CROSS_SITE } from '../access/cross-site.ts';
import { accessOf } from '../access/grants.ts';
import { isForeignChange, mayAsk, NOT_FOR_YOU } from '../admin/answer.ts';
import type { Snapshot } from '../config/snapshot.ts';
import { isRefusal, NO_MODEL, NO_ROLE, type Refusal } from '../errors.ts';
import { offerOf } from '../models/offers.ts';
import { shapeFor } from '../models/request.ts';
import type { Running } from '../running.ts';
import type { Identity } from '../ports/identity.ts';
import { below, pathOf } from '../routing/path.ts';
import { codexModelsProvider } from '../routing/codex-models.ts';
import { isCall, nothingAt, resourceAt } from '../routing/resource.ts';
import { NO_METRICS } from '../record/metrics-answer.ts';
import type { Trace } from '../routing/question.ts';
import { namesModel } from '../routing/endpoint.ts';
import { route } from '../routing/route.ts';
import { toldUrl } from '../routing/told-url.ts';
import { asksForSocket, explainSocket } from './socket.ts';
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import { foreignIn } from './foreign.ts';
import type { Forward, Question } from './explanation.ts';

/** Null for what the gateway answers itself. */
export function decide(
  running: Running,
  question: Omit<Question, 'as'>,
  identity: Identity,
  trace: Trace,
): Forward | Refusal | null {
  const { snapshot, reserved } = running;
  trace('identity', identity.login);
  const headers = question.headers ? Object.entries(question.headers).flat() : OWN_CREDENTIAL;
  // Ahead of it stands what no path can take the place of, however many slashes it begins with.
  const target = `http://gateway${question.path.startsWith('/') ? '' : '/'}${question.path}`;
  const { path: whole, query } = pathOf(new URL(target).href);
  const path = below(whole, snapshot.server.basePath);
  const isSocket = question.websocket || asksForSocket(headers);
  const method = methodOf(question.method, path, snapshot.providers);
  const resource = path === null ? nothingAt(whole) : resourceAt(method, path, snapshot.providers);
  const host = headerValue(headers, 'host');
  const sent = { headers, host, isCall: isSocket || isCall(method, resource) };
  const foreign = foreignIn(running, sent, identity, trace);
  if (foreign) return foreign;
  const access = accessOf(snapshot.grants, identity);
  trace('grants', access.grants.map(({ where }) => where).join(', ') || 'none apply');
  trace('role', access.role ?? 'none');
  if (access.role === null) return NO_ROLE;

  if (path === null) return nothingAt(whole);
  if (isSocket) {
    const { model } = question;
    return assuming(question, trace, () =>
      explainSocket({ running, identity, access, path, query, headers, model }, trace),
    );
  }
  if (isRefusal(resource)) return resource;
  switch (resource.kind) {
    case 'own': {
      const { route: own } = resource.found;
      trace(
        'endpoint',
        `${own.methods[0]} ${own.path} of the gateway's own API, for ${own.roles.join(', ')}`,
      );
      if (host !== undefined && isForeignChange(method, headers, host)) return CROSS_SITE;
      return mayAsk(own, access) ? (own.answer.missing?.(running) ?? null) : NOT_FOR_YOU;
    }
    case 'metrics':
      trace('endpoint', 'the figures for Prometheus');
      if (!access.readMetrics) return NO_METRICS;
      return running.metrics ? null : nothingAt(path);
    case 'pages':
      trace('endpoint', 'the dashboard');
      return running.pages ? null : nothingAt(path);
    case 'probe':
      trace('endpoint', 'a look whether the gateway is there');
      return null;
    case 'models': {
      const { pinned, asked } = resource;
      trace('endpoint', asked.name === null ? 'the list of models' : `what is known of "${asked.name}"`);
      if (asked.name === null) return null;
      const { formats } = shapeFor(asked, headers);
      const offer = offerOf(asked.name, identity, { snapshot, access, pinned, formats });
      return isRefusal(offer) ? offer : null;
    }
    case 'codex_models': {
      trace('endpoint', "the ChatGPT backend's list of models");
      const provider = codexModelsProvider(snapshot, access, headers, reserved, resource.pinned);
      return isRefusal(provider)
        ? provider
        : {
            provider: provider.id,
            url: toldUrl(provider, `${provider.basePath}/models`),
            credential: 'passthrough',
          };
    }
    case 'call': {
      const { call } = resource;
      trace(
        'endpoint',
        `${call.format.name}${call.pinned ? `, provider "${call.pinned.id}" by the path` : ''}`,
      );
      const asked = call.model ?? question.model;
      const model = namesModel(call) ? asked : null;
      if (model === '' || model === undefined) return NO_MODEL;
      if (model !== null) trace('model', `"${model}", named in the ${call.model === null ? 'body' : 'path'}`);
      return assuming(question, trace, () => {
        const decision = route({ snapshot, identity, access, call, model, query, headers, reserved }, trace);
        if (isRefusal(decision)) return decision;
        const { provider, credential, grantedBy } = decision;
        return {
          provider: provider.id,
          ...(decision.model !== null && { model: decision.model }),
          url: toldUrl(provider, decision.path),
          credential: credential.kind,
          grant: grantedBy,
        };
      });
    }
  }
}

/** Says what was assumed where a decision rests on it. */
function assuming<T extends Forward | Refusal | null>(
  { headers }: Pick<Question, 'headers'>,
  trace: Trace,
  decided: () => T,
): T {
  const outcome = decided();
  if (!headers && outcome && 'credential' in outcome && outcome.credential === 'passthrough') {
    trace('assumed', 'that the client sends a credential of its own; give its headers to ask without');
  }
  return outcome;
}

/** The method that the path takes, where the question says none. */
function methodOf(method: string | undefined, path: string | null, providers: Snapshot['providers']): string {
  if (method !== undefined || path === null) return method ?? 'POST';
  const resource = resourceAt('POST', path, providers);
  return isRefusal(resource) && resource.code === 'method_not_allowed' ? 'GET' : 'POST';
}

/** What a client of a passthrough provider sends, where the question does not say. */
const OWN_CREDENTIAL: HeaderList = ['authorization', "the client's", 'x-api-key', "the client's"];
