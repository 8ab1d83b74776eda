/** How every package is built: ES modules for Node 20 and up, with declarations and source maps. */
import type { Options } from 'tsup';

/**
 * The build of a package.
 *
 * @param entry output path without extension → source file; the `exports` and `bin` of its package.json
 */
export const library = (entry: Record<string, string>): Options => ({
  entry,
  // tsup leaves dependencies and peers where they are installed, but takes optional ones in: without their other files.
  external: [/^@aperturejs\//],
  format: 'esm',
  target: 'node20',
  // One class, one symbol: what two entries share must be in one file.
  splitting: true,
  sourcemap: true,
  clean: true,
  dts: { compilerOptions: { composite: false } },
});
