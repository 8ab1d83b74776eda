/** A search for text in a column of lower-case words. */
import { sql, type Expression, type SqlBool } from 'kysely';
import { columnText } from './column-text.ts';

/** True where the text is found, without regard to case. Wildcards of the text are text (field.md D4). */
export function like(words: Expression<unknown>, text: string): Expression<SqlBool> {
  const pattern = `%${columnText(text.toLowerCase()).replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return sql<SqlBool>`${words} like ${pattern} escape '\\'`;
}
