/** A dashboard of three files. */
import type { PageFile, PageSource } from '../ports/pages.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const FILES: Readonly<Record<string, PageFile>> = {
  'index.html': {
    contentType: 'text/html; charset=utf-8',
    body: bytes('<head><base href="./" /></head>'),
    tag: 'i1',
    immutable: false,
  },
  'assets/main-1.js': {
    contentType: 'text/javascript; charset=utf-8',
    body: bytes('script'),
    encoded: { br: bytes('script in br'), gzip: bytes('script in gzip') },
    tag: 'm1',
    immutable: true,
  },
  'icon.svg': { contentType: 'image/svg+xml', body: bytes('<svg/>'), tag: 's1', immutable: false },
};

export const PAGES: PageSource = { find: async (path) => FILES[path] ?? null };
