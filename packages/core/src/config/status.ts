/** What is known of the config besides what it says: where it comes from, and how its last reading went. */
import { ConfigError, type Problem } from './problem.ts';

/** How the config is, at one moment. */
export interface ConfigStatus {
  /** The name of its source: a file's path, or `config` for what the host's program gave. */
  readonly source: string;
  /** It can be changed over HTTP. */
  readonly writable: boolean;
  /** Why it cannot; null if it can. */
  readonly reason: string | null;
  /** When the config in force was read, in milliseconds since the epoch; null before the first. */
  readonly loadedAt: number | null;
  /** The reading that failed since; null if the last one did not. */
  readonly failure: ConfigFailure | null;
}

/** Why a changed config is not in force. */
export interface ConfigFailure {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Its errors; or the one reason why it could not be read at all. */
  readonly problems: readonly Problem[];
}

/** Hears how each reading went, and tells. */
export interface ConfigWatch {
  loaded(): void;
  failed(error: unknown): void;
  /** Why the config cannot be changed over HTTP; null if it can. */
  readOnly(reason: string | null): void;
  status(): ConfigStatus;
}

/** Makes one for the config of a source. */
export function watchConfig(source: string): ConfigWatch {
  let loadedAt: number | null = null;
  let failure: ConfigFailure | null = null;
  let reason: string | null = 'it has not been read yet';
  return {
    readOnly(why) {
      reason = why;
    },
    loaded() {
      loadedAt = Date.now();
      failure = null;
    },
    failed(error) {
      failure = { time: Date.now(), problems: problemsOf(error) };
    },
    status: () => ({
      source,
      writable: reason === null,
      reason,
      loadedAt,
      failure,
    }),
  };
}

function problemsOf(error: unknown): Problem[] {
  if (error instanceof ConfigError) return error.problems.filter(({ level }) => level === 'error');
  return [{ level: 'error', message: error instanceof Error ? error.message : String(error), path: [] }];
}
