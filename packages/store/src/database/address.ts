/** Where a database is. */
export type DatabaseAddress =
  /** A file, which is made if it is not there; or `:memory:`. */
  | { readonly kind: 'sqlite'; readonly path: string }
  /** A server and a database on it: `postgres://…`, which may hold a password. */
  | { readonly kind: 'postgres'; readonly url: string };
