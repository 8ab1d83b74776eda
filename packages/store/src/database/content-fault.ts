/** Errors about what was to be written, and not about the database. */

/**
 * True if a database will never take what it was given, however often it is asked: SQLSTATE 22 (data), 23 (constraints),
 * 54 (limits of the program), and what SQLite says in their place.
 */
export function contentFault(error: unknown): boolean {
  const { code } = Object(error) as { code?: unknown };
  if (typeof code !== 'string') return false;
  return /^(?:22|23|54)[0-9A-Z]{3}$/.test(code) || SQLITE.some((known) => code.startsWith(known));
}

const SQLITE = ['SQLITE_CONSTRAINT', 'SQLITE_TOOBIG', 'SQLITE_MISMATCH', 'SQLITE_RANGE'];
