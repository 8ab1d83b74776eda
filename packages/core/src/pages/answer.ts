/** Answers under `/ui/`: the files of the dashboard, for everybody with a role. All data comes from `/aperture/`. */
import { admit } from '../admit.ts';
import { isRefusal, refuse, type Refusal } from '../errors.ts';
import type { Identity } from '../ports/identity.ts';
import type { PageFile, PageSource } from '../ports/pages.ts';
import type { RequestContext } from '../ports/request-context.ts';
import type { Running } from '../running.ts';
import { hasTag } from '../wire/entity-tag.ts';
import type { RawRequest, RawResponse } from '../wire/raw.ts';
import { acceptedCoding } from './coding.ts';
import { entryPage } from './entry-page.ts';
import { DASHBOARD } from './headers.ts';
import { refusalPage } from './refusal-page.ts';

/** What the place of a page is called. */
const ROOT = '/ui/';

/**
 * Answers a GET or HEAD under `/ui`. Whoever is refused is told so by a page, and not in the dialect of an API: a person sits
 * before it.
 *
 * @param path `/ui` or below, without the mount path
 */
export async function answerPages(
  running: Running,
  request: RawRequest,
  context: RequestContext,
  path: string,
): Promise<RawResponse | Refusal> {
  const { pages } = running;
  if (!pages) return refuse('unknown_endpoint', `the gateway serves nothing at ${path}`);
  // Relative, since a proxy ahead may have cut off more than anybody here knows of.
  if (path === '/ui') return movedTo('ui/');
  let caller: Identity | null = null;
  const { url, headers } = request;
  const admitted = await admit(running, { url, headers, isCall: false }, context, (identity) => {
    caller = identity;
  });
  if (isRefusal(admitted)) return refusalPage(admitted, caller);

  const name = path.slice(ROOT.length);
  const file = await pages.find(name || ENTRY);
  if (file && name !== '' && name !== ENTRY) return fileAnswer(request, file);
  // Files are named after their content: one that is not there belonged to another version.
  if (name.startsWith('assets/')) return refuse('unknown_endpoint', 'there is no such file');
  return (await entryAnswer(request, pages, name)) ?? refuse('unknown_endpoint', NOT_BUILT);
}

const ENTRY = 'index.html';
const NOT_BUILT = 'the dashboard is not built; in a clone, `npm run build` does it';

/** Every other path is one of the app's own, which it reads from the address. */
async function entryAnswer(
  request: RawRequest,
  pages: PageSource,
  name: string,
): Promise<RawResponse | null> {
  const file = await pages.find(ENTRY);
  if (!file) return null;
  const page = entryPage(file, name);
  return taggedAnswer(request, page, ['cache-control', 'private, no-cache']);
}

function fileAnswer(request: RawRequest, file: PageFile): RawResponse {
  const coding = acceptedCoding(request.headers, Object.keys(file.encoded ?? {}));
  const body = (coding && file.encoded?.[coding]) || file.body;
  const tag = coding ? `${file.tag}-${coding}` : file.tag;
  const keep = file.immutable ? 'private, max-age=31536000, immutable' : 'private, no-cache';
  return taggedAnswer(request, { ...file, body, tag }, [
    'cache-control',
    keep,
    ...(file.encoded ? ['vary', 'accept-encoding'] : []),
    ...(coding ? ['content-encoding', coding] : []),
  ]);
}

/** The file, unless the client has it. */
function taggedAnswer(
  request: RawRequest,
  { body, tag, contentType }: PageFile,
  headers: readonly string[],
): RawResponse {
  const all = ['etag', `"${tag}"`, ...headers, ...DASHBOARD];
  if (hasTag(request.headers, `"${tag}"`)) return { status: 304, statusText: '', headers: all, body: null };
  const length = String(body.byteLength);
  return {
    status: 200,
    statusText: '',
    headers: ['content-type', contentType, 'content-length', length, ...all],
    body,
  };
}

function movedTo(location: string): RawResponse {
  return {
    status: 308,
    statusText: '',
    headers: ['location', location, 'content-length', '0', 'cache-control', 'no-cache', ...DASHBOARD],
    body: null,
  };
}
