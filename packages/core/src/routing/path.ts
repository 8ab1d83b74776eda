/**
 * The path of a request, parsed once: whether the gateway owns it, who may use it and where it goes are all decided on
 * this string, never on a URL rebuilt from the `Host` header (field.md D5).
 */

/** Path and query of a request, as the URL standard normalised them. */
export interface RequestPath {
  /** Starts with `/`; percent-encodings are kept. */
  readonly path: string;
  /** With its `?`; empty if there is none. */
  readonly query: string;
}

/** Splits an absolute URL as `Request.url` has it. */
export function pathOf(url: string): RequestPath {
  const authority = url.indexOf('//') + 2;
  let start = url.indexOf('/', authority);
  if (start === -1) start = url.length;
  const hash = url.indexOf('#', start);
  const end = hash === -1 ? url.length : hash;
  const mark = url.indexOf('?', start);
  const pathEnd = mark === -1 || mark > end ? end : mark;
  return { path: url.slice(start, pathEnd) || '/', query: url.slice(pathEnd, end) };
}

/** The path below a mount path such as `/ai`, or null if it lies outside. */
export function below(path: string, basePath: string): string | null {
  if (basePath === '') return path;
  if (!path.startsWith(basePath)) return null;
  if (path.length === basePath.length) return '/';
  return path[basePath.length] === '/' ? path.slice(basePath.length) : null;
}

/** The first segment of a path, decoded. */
export function firstSegment(path: string): string {
  const end = path.indexOf('/', 1);
  const segment = end === -1 ? path.slice(1) : path.slice(1, end);
  return segment.includes('%') ? (decoded(segment) ?? segment) : segment;
}

/** A percent-decoded path segment, or null if it cannot be decoded. */
export function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** The query without some of its parameters; all other bytes and their order stay. `names` are in lower case. */
export function withoutParameters(query: string, names: ReadonlySet<string>): string {
  if (query === '') return query;
  const kept = query
    .slice(1)
    .split('&')
    .filter((pair) => !names.has(nameOf(pair)));
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

/** The decoded value of the first parameter of one of these names that has one. `names` are in lower case. */
export function parameterValue(query: string, names: ReadonlySet<string>): string | undefined {
  for (const pair of query.slice(1).split('&')) {
    const value = pair.slice(pair.indexOf('=') + 1);
    if (pair.includes('=') && value !== '' && names.has(nameOf(pair))) return fromForm(value);
  }
  return undefined;
}

function nameOf(pair: string): string {
  return fromForm(pair.split('=', 1)[0] as string).toLowerCase();
}

/** Text of a query, decoded as forms are; as it is where that cannot be. */
function fromForm(text: string): string {
  return decoded(text.replaceAll('+', ' ')) ?? text;
}
