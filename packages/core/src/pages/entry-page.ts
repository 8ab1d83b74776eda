/** The page that starts the app, under whatever path it was asked for. */
import type { PageFile } from '../ports/pages.ts';

/** What the build writes into the page. */
const BASE = '<base href="./" />';

/**
 * The page with the base of its links: as far up as `/ui/` is from the path. Relative, so that it is right under every mount
 * path and behind proxies that cut one off.
 *
 * @param name the path below `/ui/`
 */
export function entryPage(file: PageFile, name: string): PageFile {
  const depth = name.split('/').length - 1;
  if (depth === 0) return file;
  const html = new TextDecoder().decode(file.body).replace(BASE, `<base href="${'../'.repeat(depth)}" />`);
  return { ...file, body: new TextEncoder().encode(html), tag: `${file.tag}-${depth}` };
}
