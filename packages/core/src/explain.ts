/** Why a request goes where it goes: the same steps that decide it, told one by one. */

import { accessOf } from './access/grants.ts';
import { mayAsk, NOT_FOR_YOU } from './admin/answer.ts';
import type { Credential } from './credentials/select.ts';
import { isRefusal, NO_MODEL, NO_ROLE, type Refusal } from './errors.ts';
import { offerOf } from './models/offers.ts';
import { shapeFor } from './models/request.ts';
import type { Running } from './running.ts';
import type { Identity } from './ports.ts';
import { below, pathOf } from './routing/path.ts';
import { codexModelsProvider } from './routing/codex-models.ts';
import { nothingAt, resourceAt } from './routing/resource.ts';
import { NO_METRICS } from './record/metrics-answer.ts';
import type { Trace } from './routing/choice.ts';
import { namesModel } from './routing/endpoint.ts';
import { route } from './routing/route.ts';
import type { HeaderList } from './wire/header-list.ts';

/** A request to explain. */
export interface Question {
  /** The login to ask for, such as `alice@example.com`. */
  readonly as: string;
  /** A tagged device's tags. */
  readonly tags?: readonly string[];
  /** The groups of the login, as grants write them. */
  readonly groups?: readonly string[];
  /** Default `POST`. */
  readonly method?: string;
  /** Path and query: `/codex/responses`. */
  readonly path: string;
  /** The `model` that the body would hold. */
  readonly model?: string;
  /**
   * Headers the client would send. None of their values is told. Without them it is assumed that the client sends a
   * credential of its own.
   */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The steps of a decision, in plain values that serialise to JSON. Holds no credential. */
export interface Explanation {
  /** `forward` to a provider, `answer` by the gateway itself, or `refuse`. */
  readonly decision: 'forward' | 'answer' | 'refuse';
  readonly steps: readonly { readonly step: string; readonly detail: string }[];
  /** Where it would go. */
  readonly forward?: Forward;
  /** What the client would be told. */
  readonly refusal?: { readonly status: number; readonly code: string; readonly message: string };
}

/** Where a request would go. */
export interface Forward {
  readonly provider: string;
  /** The model as the provider knows it; absent where the request is about none. */
  readonly model?: string;
  readonly url: string;
  readonly credential: Credential['kind'];
  /** The grant that opened the model. */
  readonly grant?: string;
}

/** Explains a request under the config in force. */
export function explain(running: Running, question: Question): Explanation {
  const steps: { step: string; detail: string }[] = [];
  const outcome = decide(running, question, (step, detail) => steps.push({ step, detail }));
  if (outcome === null) return { decision: 'answer', steps };
  if (!isRefusal(outcome)) return { decision: 'forward', steps, forward: outcome };
  const { status, code, message } = outcome;
  return { decision: 'refuse', steps, refusal: { status, code, message } };
}

/** Null for what the gateway answers itself. */
function decide({ snapshot, reserved }: Running, question: Question, trace: Trace): Forward | Refusal | null {
  const identity = identityOf(question);
  trace('identity', identity.login);
  const access = accessOf(snapshot.grants, identity);
  trace('grants', access.grants.map(({ where }) => where).join(', ') || 'none apply');
  trace('role', access.role ?? 'none');
  if (access.role === null) return NO_ROLE;

  const { path: whole, query } = pathOf(new URL(question.path, 'http://gateway').href);
  const path = below(whole, snapshot.server.basePath);
  if (path === null) return nothingAt(whole);
  const resource = resourceAt(question.method ?? 'POST', path, snapshot.providers);
  if (isRefusal(resource)) return resource;
  const headers = question.headers ? Object.entries(question.headers).flat() : OWN_CREDENTIAL;
  switch (resource.kind) {
    case 'own':
      trace('endpoint', `${resource.found.route.path} of the gateway's own API`);
      return mayAsk(resource.found.route, access) ? null : NOT_FOR_YOU;
    case 'metrics':
      trace('endpoint', 'the figures for Prometheus');
      return access.readMetrics ? null : NO_METRICS;
    case 'pages':
      trace('endpoint', 'the dashboard');
      return null;
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
        : { provider: provider.id, url: `${provider.baseurl}/models`, credential: 'passthrough' };
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
      const decision = route({ snapshot, identity, access, call, model, query, headers, reserved }, trace);
      if (isRefusal(decision)) return decision;
      const { provider, credential, grantedBy } = decision;
      if (!question.headers && credential.kind === 'passthrough') {
        trace('assumed', 'that the client sends a credential of its own; give its headers to ask without');
      }
      const url = `${provider.origin}${decision.path.split('?', 1)[0]}`;
      return {
        provider: provider.id,
        ...(decision.model !== null && { model: decision.model }),
        url,
        credential: credential.kind,
        grant: grantedBy,
      };
    }
  }
}

/** What a client of a passthrough provider sends, where the question does not say. */
const OWN_CREDENTIAL: HeaderList = ['authorization', "the client's", 'x-api-key', "the client's"];

function identityOf({ as: login, tags = [], groups = [] }: Question): Identity {
  const sorted = [...tags].sort();
  return { login: sorted.length > 0 ? sorted.join(',') : login, tags: sorted, groups, source: 'question' };
}
