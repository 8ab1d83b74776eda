/**
 * The model that a handshake names before any message has come. For Realtime it is the model. For Responses it tells no
 * more than where to connect: each message names its own, and is checked by that.
 */
import { refuse, type Refusal } from '../errors.ts';
import type { Call } from '../routing/endpoint.ts';
import { decoded } from '../routing/path.ts';
import { headerValue, type HeaderList } from '../wire/header-list.ts';

/** The model, null if none is named; or a refusal. */
export function namedModel(
  { endpoint }: Call,
  query: string,
  headers: HeaderList,
): { readonly model: string | null } | Refusal {
  const names = parametersOf(query).flatMap(([name, value]) => (name === 'model' ? [value] : []));
  if (names.length > 1) {
    return refuse('model_ambiguous', 'the query names "model" more than once; send it once');
  }
  const model = names[0] || (endpoint.model === 'query' ? null : hint(headers)) || null;
  return { model };
}

/** The query with another value of `model`; all other bytes stay. */
export function withModel(query: string, model: string): string {
  const pairs = query.slice(1).split('&');
  return `?${pairs.map((pair) => (isModel(pair) ? `model=${encodeURIComponent(model)}` : pair)).join('&')}`;
}

/** Names in lower case: some servers match them without regard to case. */
function parametersOf(query: string): (readonly [name: string, value: string])[] {
  if (query === '') return [];
  return query
    .slice(1)
    .split('&')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=').map(textOf);
      return [name.toLowerCase(), value.join('=')] as const;
    });
}

function isModel(pair: string): boolean {
  return textOf(pair.split('=', 1)[0] as string).toLowerCase() === 'model';
}

function textOf(part: string): string {
  const spaced = part.replaceAll('+', ' ');
  return decoded(spaced) ?? spaced;
}

/** Codex tells the model of the turn for which it connects (spec/clients.md 2, 4). */
function hint(headers: HeaderList): string | undefined {
  const routing = headerValue(headers, 'x-codex-routing-hint');
  if (routing?.startsWith('model=')) return routing.slice('model='.length);
  try {
    const metadata: unknown = JSON.parse(headerValue(headers, 'x-codex-turn-metadata') ?? '');
    const { model } = metadata as { readonly model?: unknown };
    return typeof model === 'string' ? model : undefined;
  } catch {
    return undefined;
  }
}
