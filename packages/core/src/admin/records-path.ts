/** The paths under which records are asked for. */

/** What is asked about records. */
export type RecordsPath =
  | { readonly kind: 'list' }
  | { readonly kind: 'one'; readonly id: string }
  | { readonly kind: 'usage' };

/** The question of a path, or null. */
export function recordsPath(path: string): RecordsPath | null {
  if (path === '/aperture/records') return { kind: 'list' };
  if (path === '/aperture/usage') return { kind: 'usage' };
  const id = /^\/aperture\/records\/([0-9a-f-]{36})$/.exec(path)?.[1];
  return id === undefined ? null : { kind: 'one', id };
}
