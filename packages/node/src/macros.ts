/** What `${env:NAME}` and `${file:/path}` in a config stand for on Node. */
import { readFileSync, statSync } from 'node:fs';
import type { Macros } from '@aperturejs/core';

/** More than any key has. */
const MAX_FILE_BYTES = 1024 * 1024;

/** Looks up environment variables and files. What is not there, or may not be read, is reported as unsubstituted. */
export const nodeMacros: Macros = {
  env: (name) => process.env[name],
  file(path) {
    try {
      // A device or a pipe may never end, and everybody would wait for it.
      const told = statSync(path);
      return told.isFile() && told.size <= MAX_FILE_BYTES ? readFileSync(path, 'utf8') : undefined;
    } catch {
      return undefined;
    }
  },
};
