/** Recognises which endpoint of which format a path is. Data comes from formats/; nothing here knows a vendor. */
import type { Provider } from '../config/snapshot.ts';
import type { Dialect, Endpoint, Format, Prefix } from '../formats/format.ts';
import { anthropic, bedrock, google, openai, problem } from '../formats/dialects.ts';
import { FORMATS } from '../formats/table.ts';
import { OWN_SEGMENTS } from './own-segments.ts';
import { decoded, firstSegment } from './path.ts';

/** An endpoint that a request was made to. */
export interface Call {
  readonly format: Format;
  readonly endpoint: Endpoint;
  /** The path below any prefix, as the client wrote it. */
  readonly path: string;
  readonly prefix: Prefix;
  /** The provider whose id stood first in the path. */
  readonly pinned: Provider | null;
  /** The model in the URL, decoded; null where the body has it, or where none is named at all. */
  readonly model: string | null;
}

/** True for a call that is about a model. */
export function namesModel({ endpoint }: Call): boolean {
  return endpoint.model !== 'none' && endpoint.model !== 'account';
}

/** True if the gateway answers under this path, so that a host application should not. */
export function ownsPath(path: string, providers: ReadonlyMap<string, Provider>): boolean {
  const segment = firstSegment(path);
  // Code Assist's paths have but one segment: `/v1internal:generateContent`.
  if (segment.startsWith('v1internal:')) return true;
  return OWN_SEGMENTS.has(segment) || path === '/chat/completions' || providers.has(segment);
}

/** Paths of Aperture's first API. A host application has such paths of its own. */
const FIRST = new Set(['/api/config', '/api/providers']);

/** True for a path that is the gateway's only where it has a place of its own. */
export function ownsWhereMounted(path: string): boolean {
  return FIRST.has(path);
}

/** The endpoint of a path, or null. */
export function recognise(path: string, providers: ReadonlyMap<string, Provider>): Call | null {
  const plain = match(path, 'none', null);
  if (plain) return plain;
  const { rest, prefix, pinned } = splitPrefix(path, providers);
  return prefix === 'none' ? null : match(rest, prefix, pinned);
}

/** The endpoint of a path that is asked for as a WebSocket, or null. */
export function recogniseSocket(path: string, providers: ReadonlyMap<string, Provider>): Call | null {
  const plain = SOCKETS.get(path);
  if (plain?.endpoint.after.includes('none')) return callOf(plain, path, 'none', null, null);
  const { rest, prefix, pinned } = splitPrefix(path, providers);
  const found = prefix === 'none' ? undefined : SOCKETS.get(rest);
  return found?.endpoint.after.includes(prefix) ? callOf(found, rest, prefix, pinned, null) : null;
}

/** Cuts `/codex` or `/<provider-id>` off a path. A disabled provider's id is no prefix. */
export function splitPrefix(
  path: string,
  providers: ReadonlyMap<string, Provider>,
): { readonly rest: string; readonly prefix: Prefix; readonly pinned: Provider | null } {
  const end = path.indexOf('/', 1);
  if (end !== -1) {
    const rest = path.slice(end);
    const segment = firstSegment(path);
    if (segment === 'codex') return { rest, prefix: 'codex', pinned: null };
    const provider = providers.get(segment);
    if (provider && !provider.disabled) return { rest, prefix: 'provider', pinned: provider };
  }
  return { rest: path, prefix: 'none', pinned: null };
}

/** The dialect to say no in where the path is no endpoint, told from its first segments below any prefix. */
export function dialectOf(whole: string, providers: ReadonlyMap<string, Provider>): Dialect {
  const path = splitPrefix(whole, providers).rest;
  if (path.startsWith('/v1/messages')) return anthropic;
  if (/^\/v1(?:alpha|beta|internal|\/(?:projects|publishers)\/|\/models\/[^/]*:)/.test(path)) return google;
  if (path.startsWith('/bedrock')) return bedrock;
  if (/^\/(aperture|ui|metrics|api)(\/|$)/.test(path)) return problem;
  return openai;
}

interface Place {
  readonly format: Format;
  readonly endpoint: Endpoint;
}

interface Candidate extends Place {
  /** Null for a segment that may be anything; a string that starts with `:` for `{model}:verb`. */
  readonly segments: readonly (string | null)[];
  readonly modelAt: number;
}

const EXACT = new Map<string, Candidate>();
/** By the number of segments; a literal segment stands before a `{model}` that would take it as well. */
const PATTERNS = new Map<number, Candidate[]>();
const SOCKETS = new Map<string, Place>();
for (const format of FORMATS) {
  for (const endpoint of format.sockets ?? []) SOCKETS.set(endpoint.path, { format, endpoint });
  for (const endpoint of format.endpoints) {
    const parts = endpoint.path.split('/');
    const candidate: Candidate = {
      format,
      endpoint,
      segments: parts.map((part) =>
        part.startsWith('{') ? part.slice(part.indexOf('}') + 1) || null : part,
      ),
      modelAt: parts.findIndex((part) => part.startsWith('{model}')),
    };
    if (!endpoint.path.includes('{')) EXACT.set(endpoint.path, candidate);
    else PATTERNS.set(parts.length, [...(PATTERNS.get(parts.length) ?? []), candidate]);
  }
}

function match(path: string, prefix: Prefix, pinned: Provider | null): Call | null {
  const exact = EXACT.get(path);
  if (exact) return exact.endpoint.after.includes(prefix) ? callOf(exact, path, prefix, pinned, null) : null;
  const parts = path.split('/');
  for (const candidate of PATTERNS.get(parts.length) ?? []) {
    if (!candidate.endpoint.after.includes(prefix)) continue;
    if (!parts.every((part, index) => fits(part, index, candidate))) continue;
    if (candidate.modelAt === -1) return callOf(candidate, path, prefix, pinned, null);
    const segment = parts[candidate.modelAt] as string;
    const verb = candidate.segments[candidate.modelAt];
    const model = decoded(verb ? segment.slice(0, -verb.length) : segment);
    if (model) return callOf(candidate, path, prefix, pinned, model);
  }
  return null;
}

function callOf(
  { format, endpoint }: Place,
  path: string,
  prefix: Prefix,
  pinned: Provider | null,
  model: string | null,
): Call {
  return { format, endpoint, path, prefix, pinned, model };
}

/** A project, region, publisher or file. No escapes: what one server decodes to a slash, another routes by (field.md D11). */
const PLAIN = /^[\w.:-]+$/;

function fits(part: string, index: number, { segments, modelAt }: Candidate): boolean {
  const segment = segments[index] as string | null;
  if (segment === null) return index === modelAt ? part !== '' : PLAIN.test(part);
  return segment.startsWith(':') ? part.length > segment.length && part.endsWith(segment) : part === segment;
}
