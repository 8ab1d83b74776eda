/** What `${env:NAME}` and `${file:/path}` in a config stand for on Node. */
import { readFileSync } from 'node:fs';
import type { Macros } from '@aperturejs/core';

/** Looks up environment variables and files. What is not there, or may not be read, is reported as unsubstituted. */
export const nodeMacros: Macros = {
  env: (name) => process.env[name],
  file(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
};
