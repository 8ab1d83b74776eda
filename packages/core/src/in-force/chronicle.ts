/** What is told of the config in force: to the log, to the audit log, and to the history of what it was. */
import type { Auditor } from '../audit/auditor.ts';
import { changesBetween } from '../config/changes.ts';
import type { StoredConfig } from '../config/stored.ts';
import type { ConfigHistory, ConfigVersion } from '../ports/config-history.ts';
import type { Logger } from '../ports/logger.ts';
import { recordId } from '../record/record-id.ts';
import type { Edited, Saved } from './editor.ts';

/** Hears what becomes of the config. Nobody waits for it but who asks what was. */
export interface Chronicle {
  /** It stands in its source, and is in force. */
  found(stored: StoredConfig): void;
  /** Somebody has changed it in its source, and it is in force. */
  changed(before: StoredConfig | null, now: StoredConfig | null, audit: Auditor | null): void;
  /** Somebody has changed it in its source, and it is not in force. */
  failed(error: unknown): void;
  /** It was saved here, and is in force. */
  saved(edited: Edited, saved: Saved, audit: Auditor | null): void;
  /** What it was; null if nobody remembers. Resolves once all that was told so far is in it. */
  history(): Promise<ConfigHistory | null>;
}

/** What a chronicle is written with. */
export interface ChronicleOptions {
  /** Of the config. */
  readonly name: string;
  readonly logger: Logger;
  readonly history: ConfigHistory | null;
  /** True once the gateway is closed, and the history may be gone. */
  isClosed(): boolean;
}

type By = Pick<ConfigVersion, 'by' | 'restored'>;

const FOUND: By = { by: null, restored: null };

/** Begins one. */
export function beginChronicle({ name, logger, history, isClosed }: ChronicleOptions): Chronicle {
  let noting: Promise<void> = Promise.resolve();

  /** Remembers a version, if it is another than the last. */
  const note = (stored: StoredConfig, by: By): void => {
    if (!history) return;
    noting = noting.then(() => keepVersion(history, stored, by));
  };
  const keepVersion = async (
    history: ConfigHistory,
    { etag, shown: { text } }: StoredConfig,
    by: By,
  ): Promise<void> => {
    try {
      const [last] = (await history.list({ source: name, limit: 1 })).versions;
      if (last?.etag === etag) return;
      const time = Date.now();
      const changes = changesBetween(last?.text ?? null, text);
      await history.add({ id: recordId(time), time, source: name, etag, changes, text, ...by });
    } catch (error) {
      // The store goes after the gateway, and may be gone by then.
      if (isClosed()) return;
      logger.log('error', 'what the config was could not be kept', { config: name, why: messageOf(error) });
    }
  };

  return {
    found: (stored) => note(stored, FOUND),
    changed(before, now, audit) {
      logger.log('info', 'the config changed and is in force', { config: name });
      if (!now || now.etag === before?.etag) return;
      const changes = changesBetween(before?.shown.text ?? null, now.shown.text);
      const detail = { etag: now.etag, changes };
      audit?.note({ actor: null, action: 'config.changed_on_disk', target: name, detail });
    },
    failed(error) {
      const fields = { config: name, problems: messageOf(error) };
      logger.log('error', 'the changed config is not in force; the old one still is', fields);
    },
    saved({ by, restored }, { stored, changes }, audit) {
      const { login, node, tags, source } = by;
      note(stored, { by: { login, tags, source, ...(node !== undefined && { node }) }, restored });
      logger.log('info', 'the config was saved and is in force', { config: name, by: login });
      audit?.note({
        actor: by,
        action: restored === null ? 'config.saved' : 'config.restored',
        target: name,
        detail: { etag: stored.etag, changes, ...(restored !== null && { version: restored }) },
      });
    },
    async history() {
      await noting;
      return history;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
