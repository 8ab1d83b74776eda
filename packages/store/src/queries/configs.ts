/** What the config was. Its texts hold references in place of keys. */
import type { ConfigVersion, ConfigVersionPage, ConfigVersionQuery } from '@aperturejs/core';
import type { Kysely } from 'kysely';
import { columnText } from '../column-text.ts';
import type { ConfigVersionsTable, Tables } from '../schema.ts';

/** What is asked of the history of configs. */
export interface ConfigAnswers {
  addConfig(version: ConfigVersion): Promise<void>;
  listConfigs(query: ConfigVersionQuery): Promise<ConfigVersionPage>;
  getConfig(id: string): Promise<ConfigVersion | null>;
}

export async function addConfig(database: Kysely<Tables>, version: ConfigVersion): Promise<void> {
  const { id, time, source, by, restored, etag, changes, text } = version;
  await database
    .insertInto('config_versions')
    .values({
      id,
      time,
      source: columnText(source),
      text: columnText(text),
      version: columnText(JSON.stringify({ by, restored, etag, changes })),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

export async function listConfigs(
  database: Kysely<Tables>,
  { source, limit, before }: ConfigVersionQuery,
): Promise<ConfigVersionPage> {
  let newest = database.selectFrom('config_versions').selectAll().where('source', '=', columnText(source));
  if (before !== undefined) newest = newest.where('id', '<', before);
  const rows = await newest
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return { versions: rows.slice(0, limit).map(versionOf), more: rows.length > limit };
}

export async function getConfig(database: Kysely<Tables>, id: string): Promise<ConfigVersion | null> {
  const row = await database
    .selectFrom('config_versions')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? versionOf(row) : null;
}

function versionOf({ id, time, source, text, version }: ConfigVersionsTable): ConfigVersion {
  const more = JSON.parse(version) as Pick<ConfigVersion, 'by' | 'restored' | 'etag' | 'changes'>;
  return { id, time: Number(time), source, text, ...more };
}
