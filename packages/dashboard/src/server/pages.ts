/** Reads the built dashboard from the package, once. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PageFile, PageSource } from '@aperturejs/core';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Endings under which the build puts a compressed file beside it, the preferred one first. */
const CODINGS: Readonly<Record<string, string>> = { br: '.br', gzip: '.gz' };

/** From `src/server/` as from `dist/`: each lies in the package. */
const BUILT = [new URL('./ui/', import.meta.url), new URL('../../dist/ui/', import.meta.url)];

/**
 * The pages of the dashboard, held in memory from the first one on: they are some hundred kilobytes.
 *
 * @param folder where they are; default: those of this package
 */
export function createDashboardPages(folder?: string): PageSource {
  let files: Promise<ReadonlyMap<string, PageFile>> | null = null;
  return {
    async find(path) {
      files ??= folder === undefined ? readFirst(BUILT.map((url) => fileURLToPath(url))) : readAll(folder);
      return (await files).get(path) ?? null;
    },
  };
}

/** The first folder that has files. */
async function readFirst(folders: readonly string[]): Promise<ReadonlyMap<string, PageFile>> {
  for (const folder of folders) {
    const files = await readAll(folder);
    if (files.size > 0) return files;
  }
  return new Map();
}

/** Every file by its path in the folder; none if there is no folder, as in a clone that is not built. */
async function readAll(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const bytes = new Map<string, Uint8Array>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    bytes.set(relative(folder, file).split(sep).join('/'), await readFile(file));
  }
  const files = new Map<string, PageFile>();
  for (const [path, body] of bytes) {
    const contentType = TYPES[extname(path)];
    if (contentType) files.set(path, fileOf(path, contentType, body, bytes));
  }
  return files;
}

function fileOf(
  path: string,
  contentType: string,
  body: Uint8Array,
  all: ReadonlyMap<string, Uint8Array>,
): PageFile {
  const encoded: Record<string, Uint8Array> = {};
  for (const [coding, ending] of Object.entries(CODINGS)) {
    const compressed = all.get(path + ending);
    if (compressed) encoded[coding] = compressed;
  }
  return {
    contentType,
    body,
    ...(Object.keys(encoded).length > 0 && { encoded }),
    tag: createHash('sha256').update(body).digest('hex').slice(0, 20),
    immutable: path.startsWith('assets/'),
  };
}
