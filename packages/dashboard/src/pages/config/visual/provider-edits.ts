/** Changes to providers that reach into the grants. */
import { removeValue, renameKey, setValue, type Path } from '../text/edit.ts';
import { itemsOf, isObject, readText, valueAt, type Value } from '../text/read.ts';
import { CAPABILITY } from '../schema/capability.ts';

/** A `models` pattern of a grant and where it stands. */
export interface PatternPlace {
  readonly path: Path;
  readonly pattern: string;
}

/** The `models` patterns of the grants in their order. */
export function patternsOf(config: Value): PatternPlace[] {
  return itemsOf(valueAt(config, ['grants'])).flatMap((grant, g) =>
    itemsOf(valueAt(grant, ['app', CAPABILITY])).flatMap((capability, c) => {
      const pattern = isObject(capability) ? capability['models'] : undefined;
      const path = ['grants', g, 'app', CAPABILITY, c, 'models'];
      return typeof pattern === 'string' ? [{ path, pattern }] : [];
    }),
  );
}

/** The patterns that name a provider by its whole id. */
export function patternsNaming(config: Value, id: string): PatternPlace[] {
  return patternsOf(config).filter(({ pattern }) => pattern.startsWith(`${id}/`));
}

/** Gives a provider another id, in the grants that name it as well. */
export function renameProvider(text: string, id: string, fresh: string): string {
  let renamed = renameKey(text, ['providers', id], fresh);
  for (const { path, pattern } of patternsNaming(readText(text).value, id)) {
    renamed = setValue(renamed, path, fresh + pattern.slice(id.length));
  }
  return renamed;
}

/** Takes a provider out, and from the grants what named it alone: a pattern for no provider cannot be saved. */
export function removeProvider(text: string, id: string): string {
  let left = removeValue(text, ['providers', id]);
  for (const { path } of patternsNaming(readText(text).value, id).toReversed()) {
    // Whole: a capability whose `models` are gone would reach all models with its quotas and hooks.
    left = removeValue(left, path.slice(0, -1));
  }
  return left;
}

/** Why an id cannot be a provider's, or null. */
export function idMistake(id: string, taken: readonly string[]): string | null {
  if (id === '') return 'A provider needs an id.';
  if (/[/\s]/.test(id)) return 'An id holds neither “/” nor white space.';
  if (taken.includes(id)) return `There is a provider ${id} already.`;
  return null;
}

/** The patterns that may open models of a provider, as far as its id tells. */
export function grantsReaching(config: Value, id: string): PatternPlace[] {
  return patternsOf(config).filter(({ pattern }) => {
    const [first = ''] = pattern.split('/');
    return first === '**' || covers(first, id);
  });
}

/** Whether a pattern without slashes stands for a name; `*` is any run of characters. */
function covers(pattern: string, name: string): boolean {
  const [start = '', ...rest] = pattern.split('*');
  if (!name.startsWith(start)) return false;
  let at = start.length;
  for (const [i, part] of rest.entries()) {
    const isLast = i === rest.length - 1;
    const found = isLast ? name.length - part.length : name.indexOf(part, at);
    if (found < at || !name.startsWith(part, found)) return false;
    at = found + part.length;
  }
  return rest.length > 0 || at === name.length;
}
