/**
 * Macros keep secrets out of the document: `${env:NAME}` is an environment variable, `${file:/path}` a file's content,
 * in any string value and any number of times; `$${` stands for `${`. What a macro brings in is not looked at again.
 */
import type { Macros } from '../ports/config-source.ts';
import { eachNode, type Node, type Path } from './tree.ts';

const MACRO = /\$\$\{|\$\{([^{}]*)\}/g;

/** The macros that stand for nothing, by name in the order of the document, and where the first of them is. */
export interface Unsubstituted {
  readonly names: readonly string[];
  readonly path: Path;
}

/** Resolves every macro of the tree in place. Null if all of them stand for something. */
export function substituteMacros(root: Node, macros: Macros): Unsubstituted | null {
  const names = new Set<string>();
  let first: Path | undefined;
  for (const node of eachNode(root)) {
    const written = node.value;
    if (typeof written !== 'string' || !written.includes('${')) continue;
    node.raw = written;
    node.value = written.replace(MACRO, (macro, name?: string) => {
      if (name === undefined) return '${';
      const value = lookUp(name, macros);
      if (value !== undefined) return value;
      names.add(name.replace(/^(?:env|file):/, ''));
      first ??= node.path;
      return macro;
    });
  }
  return first ? { names: [...names], path: first } : null;
}

function lookUp(name: string, macros: Macros): string | undefined {
  if (name.startsWith('env:')) return macros.env?.(name.slice(4));
  // Editors and `echo` end a file with a newline that is no part of the secret.
  if (name.startsWith('file:')) return macros.file?.(name.slice(5))?.replace(/\r?\n$/, '');
  return undefined;
}
