/** Why a request goes where it goes: the same steps that decide it, told one by one. */

import { accessOf } from './access/grants.ts';
import { isRefusal, refuse, type Refusal } from './errors.ts';
import type { Running } from './handle.ts';
import type { Identity } from './ports.ts';
import { below, pathOf } from './routing/path.ts';
import { resourceAt } from './routing/resource.ts';
import { route, type Route } from './routing/route.ts';

/** Hears each step of a decision. */
export type Trace = (step: string, detail: string) => void;

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
  /** Headers the client would send, such as its credential. None of their values is told. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The steps of a decision, in plain values that serialise to JSON. Holds no credential. */
export interface Explanation {
  /** `forward` to a provider, `answer` by the gateway itself, or `refuse`. */
  readonly decision: 'forward' | 'answer' | 'refuse';
  readonly steps: readonly { readonly step: string; readonly detail: string }[];
  /** Where it would go. */
  readonly forward?: {
    readonly provider: string;
    readonly model: string;
    readonly url: string;
    readonly credential: string;
    readonly grant: string;
  };
  /** What the client would be told. */
  readonly refusal?: { readonly status: number; readonly code: string; readonly message: string };
}

/** Explains a request under the config in force. */
export function explain(running: Running, question: Question): Explanation {
  const steps: { step: string; detail: string }[] = [];
  const outcome = decide(running, question, (step, detail) => steps.push({ step, detail }));
  if (outcome === null) return { decision: 'answer', steps };
  if (isRefusal(outcome)) {
    const { status, code, message } = outcome;
    return { decision: 'refuse', steps, refusal: { status, code, message } };
  }
  const { provider, model, path, credential, grantedBy } = outcome;
  const url = `${provider.origin}${path.split('?', 1)[0]}`;
  return {
    decision: 'forward',
    steps,
    forward: { provider: provider.id, model, url, credential: credential.kind, grant: grantedBy },
  };
}

/** Null for what the gateway answers itself. */
function decide({ snapshot, reserved }: Running, question: Question, trace: Trace): Route | Refusal | null {
  const identity = identityOf(question);
  trace('identity', identity.login);
  const access = accessOf(snapshot.grants, identity);
  trace('grants', access.grants.map(({ where }) => where).join(', ') || 'none apply');
  trace('role', access.role ?? 'none');
  if (access.role === null) return refuse('no_role', 'access denied: no role granted');

  const { path: whole, query } = pathOf(new URL(question.path, 'http://gateway').href);
  const path = below(whole, snapshot.server.basePath) ?? '';
  const resource = resourceAt(question.method ?? 'POST', path, snapshot.providers);
  if (isRefusal(resource)) return resource;
  if (resource.kind !== 'call') {
    trace(
      'endpoint',
      resource.kind === 'models' ? 'the list of models' : "the ChatGPT backend's list of models",
    );
    return null;
  }
  const { call } = resource;
  trace('endpoint', `${call.format.name}${call.pinned ? `, provider "${call.pinned.id}" by the path` : ''}`);
  const model = call.model ?? question.model;
  if (!model) return refuse('model_missing', 'the request body names no "model"');
  trace('model', `"${model}", named in the ${call.model === null ? 'body' : 'path'}`);
  const headers = Object.entries(question.headers ?? {}).flat();
  return route({ snapshot, identity, access, call, model, query, headers, reserved }, trace);
}

function identityOf({ as: login, tags = [], groups = [] }: Question): Identity {
  const sorted = [...tags].sort();
  return { login: sorted.length > 0 ? sorted.join(',') : login, tags: sorted, groups, source: 'question' };
}
