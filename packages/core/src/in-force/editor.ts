/** The config as admins see and change it. */
import type { LoadOptions } from '../config/load.ts';
import type { Snapshot } from '../config/snapshot.ts';
import type { StoredConfig } from '../config/stored.ts';
import type { Refusal } from '../errors.ts';
import type { ConfigChange, ConfigHistory } from '../ports/config-history.ts';
import type { Identity } from '../ports/identity.ts';
import type { Running } from '../running.ts';

/** Shows the config and saves it. Lives as long as the gateway. */
export interface ConfigEditor {
  /** What the versions of its history are called by. */
  readonly name: string;
  /** What the config was; null if nobody remembers. Resolves once all that has happened so far is in it. */
  history(): Promise<ConfigHistory | null>;
  /** The config as it stands in its source now; what was changed there is in force by then. */
  read(): Promise<StoredConfig>;
  /** What loads a config. */
  readonly loading: Pick<LoadOptions, 'macros'>;
  /**
   * Saves and puts into force.
   *
   * @param edit makes the new text of the stored one, or says why not; nobody else saves meanwhile
   */
  save(edit: (stored: StoredConfig) => Promise<Edited | Refusal>): Promise<Saved | Refusal>;
}

/** A config that is fit to be saved. */
export interface Edited {
  readonly text: string;
  readonly snapshot: Snapshot;
  /** Judges the gateway as it would be: a refusal if it must not come to that. */
  judge(candidate: Running): Promise<Refusal | null>;
  readonly by: Identity;
  readonly restored: string | null;
}

/** A config that was saved and is in force. */
export interface Saved {
  readonly stored: StoredConfig;
  readonly changes: readonly ConfigChange[];
}
