/** `database` to what a store needs. */
import { retentionOf } from '../retention.ts';
import type { DatabaseConfig } from '../schema/data.ts';
import type { DatabaseSettings } from '../data-settings.ts';
import { compileFilterable } from './filterable.ts';

/**
 * What is kept of requests.
 *
 * @param exported true if an exporter is on
 */
export function compileDatabase(database: DatabaseConfig, exported: boolean): DatabaseSettings {
  const { duration, require_export: requireExport, purge } = database.retention;
  // What may not be is warned of, and keeps everything: nothing is lost by a typing mistake.
  const keep = retentionOf(duration) ?? null;
  return {
    url: database.url === '' ? null : database.url,
    captures: database.captures,
    captureBytes: database.capture_bytes,
    filterable: compileFilterable(database),
    maxBytes: database.max_bytes,
    retention: {
      keep,
      // An export reads from the store: what it shall not keep goes right after it.
      requireExport: requireExport || (keep === 0 && exported),
      captures: purge.includes('captures'),
      tools: purge.includes('tools'),
    },
  };
}
