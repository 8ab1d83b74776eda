/**
 * Where the user is: the path below `/ui/` and the query, as signals. Links are plain `<a href="logs?user=x">`, relative to
 * `/ui/` by the `<base>` of the page.
 */
import { signal, type ReadonlySignal } from '@preact/signals';

/** A place in the app. */
export interface Place {
  /** Below `/ui/`, without slashes at its ends: `logs/request/01a2`; empty for the first page. Its segments are decoded by {@link segmentsOf}. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** The folder of the app, which ends with `/ui/`; fixed, since the address changes below it. */
let base = new URL('http://app/ui/');

const place = signal<Place>({ path: '', query: new URLSearchParams() });

/** Where the user is. */
export const here: ReadonlySignal<Place> = place;

/** Follows the address, and takes over the clicks on links to the app's own places. */
export function startRouter(): void {
  base = new URL(document.baseURI);
  // Fixed, whatever the address will be.
  document.querySelector('base')?.setAttribute('href', base.href);
  read();
  addEventListener('popstate', read);
  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (!(target instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (target.target !== '' || target.hasAttribute('download') || !target.href.startsWith(base.href)) return;
    event.preventDefault();
    go(target.href);
  });
}

/** Goes to a place: a path below `/ui/` with its query, such as `logs?user=alice`. */
export function go(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const url = new URL(to, base);
  if (url.href === location.href) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', url);
  read();
}

/** Changes parameters of the query, or takes those out that are null or empty; everything else stays. */
export function setQuery(
  changes: Readonly<Record<string, string | null | undefined>>,
  { replace = true }: { replace?: boolean } = {},
): void {
  const query = new URLSearchParams(place.value.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  // The same choices are the same address, in whatever order they were made.
  query.sort();
  go(withQuery(place.value.path, query), { replace });
}

/** A link's target: a path below `/ui/` whose segments are encoded, with a query. */
export function to(
  segments: readonly string[],
  query?: Readonly<Record<string, string | null | undefined>>,
): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) if (value) parameters.set(name, value);
  return withQuery(segments.map(encodeURIComponent).join('/'), parameters);
}

/** The URL of something that the gateway serves beside the app: `aperture/records`. */
export function gatewayUrl(path: string): URL {
  return new URL(`../${path}`, base);
}

/** The decoded segments of a path. One that cannot be decoded stays as it is. */
export function segmentsOf(path: string): string[] {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => {
      try {
        return decodeURIComponent(segment);
      } catch {
        return segment;
      }
    });
}

/** `./` stands for the first page: an empty target is the page that one is on. */
function withQuery(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return `./${path}${text && `?${text}`}`;
}

function read(): void {
  const { pathname, search } = location;
  const path = pathname.slice(base.pathname.length).replace(/^\/+|\/+$/g, '');
  place.value = { path, query: new URLSearchParams(search) };
}
