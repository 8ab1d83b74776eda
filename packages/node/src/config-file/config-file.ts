/** A config file that is watched. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ConfigSource } from '@aperturejs/core';
import { replaceFile, whyNotReplaceable } from './write-file.ts';
import { watchPath } from './watch-path.ts';

/**
 * Makes a config source of a file.
 *
 * Writes in place, atomic renames and swapped symlinks are all seen, whichever of the names that lead to the file
 * changes. A change is told when the bytes differ, so a `touch` is none. A file that is gone is a change too: reading it
 * rejects then, which is how its owner learns why the old config goes on serving. Writing replaces the file in one step.
 *
 * @param path the file, relative to the working directory or absolute
 */
export function configFile(path: string): ConfigSource {
  // What the reader has seen last. Kept here and not in `watch`, so that a change between the first read and the start
  // of the watch is not lost.
  let seen: string | undefined;

  let reading: Promise<string> | undefined;

  const read = async (): Promise<string> => {
    try {
      const bytes = await readFile(path);
      seen = digest(bytes);
      return bytes.toString('utf8');
    } catch (error) {
      seen = GONE;
      throw new Error(`cannot read ${path}: ${reason(error)}`, { cause: error });
    }
  };

  return {
    name: path,
    read: () => (reading = read()),
    async write(text, expected) {
      await replaceFile(path, text, expected);
      // The watch need not tell of it.
      seen = digest(Buffer.from(text));
    },
    readOnly: () => whyNotReplaceable(path),
    watch(changed) {
      let watching = true;
      const look = async (): Promise<void> => {
        await reading?.catch(() => {});
        const now = await readFile(path).then(digest, () => GONE);
        if (!watching || now === seen) return;
        seen = now;
        changed();
      };
      const stop = watchPath(path, () => void look());
      if (reading) void look();
      return () => {
        watching = false;
        stop();
      };
    },
  };
}

const GONE = 'gone';

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'permission denied';
  if (code === 'EISDIR') return 'it is a directory';
  return code ?? 'unknown error';
}
