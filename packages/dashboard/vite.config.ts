/** How the pages are built: `npx vite build` in this folder, or `npx vite` for a server that reloads (see README). */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

/** The gateway whose data a page shows that `npx vite` serves. */
const GATEWAY = process.env['APERTURE_URL'] ?? 'http://127.0.0.1:8787';

export default defineConfig(({ command }) => ({
  // Files name each other relatively, so that they work under every path that somebody mounts the gateway at.
  base: command === 'build' ? './' : '/ui/',
  build: {
    outDir: 'dist/ui',
    emptyOutDir: true,
    target: 'es2022',
    // It is a script in the page, which the policy forbids; browsers of that target need none.
    modulePreload: { polyfill: false },
    // A picture in a style sheet would be a data: URL otherwise.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  // Nothing else of this repository has to be built first.
  resolve: { conditions: ['@aperturejs/source', ...defaultClientConditions] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [compressed(), devBase()],
  server: {
    proxy: Object.fromEntries(
      ['/aperture', '/api', '/v1', '/metrics'].map((path) => [
        path,
        { target: GATEWAY, headers: { origin: GATEWAY, host: new URL(GATEWAY).host } },
      ]),
    ),
  },
}));

/** Puts each file beside itself as `.br` and `.gz`, so that no server spends time on it. */
function compressed(): Plugin {
  const ways: Readonly<Record<string, (data: Uint8Array) => Promise<Uint8Array>>> = {
    br: (data) =>
      promisify(brotliCompress)(data, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: data.length } }),
    gz: (data) => promisify(gzip)(data, { level: 9 }),
  };
  return {
    name: 'compressed',
    apply: 'build',
    // Not a moment earlier: the names of what a page needs are written into the files at the very end.
    async writeBundle({ dir = '' }, bundle) {
      for (const fileName of Object.keys(bundle)) {
        if (!/\.(?:js|css)$/.test(fileName)) continue;
        const file = join(dir, fileName);
        const data = await readFile(file);
        for (const [ending, compress] of Object.entries(ways)) {
          await writeFile(`${file}.${ending}`, await compress(data));
        }
      }
    },
  };
}

/** `npx vite` serves at `/ui/` and knows of no other place; the gateway writes the base itself. */
function devBase(): Plugin {
  return {
    name: 'dev-base',
    apply: 'serve',
    transformIndexHtml: (html) => html.replace('<base href="./" />', '<base href="/ui/" />'),
  };
}
