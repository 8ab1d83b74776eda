/** The port behind which is kept what the config was. */
import type { Identity } from './identity.ts';

/** Keeps what the config was. Its texts hold references in place of secrets, never a secret. */
export interface ConfigHistory {
  add(version: ConfigVersion): Promise<void>;
  /** Newest first. */
  list(query: ConfigVersionQuery): Promise<ConfigVersionPage>;
  get(id: string): Promise<ConfigVersion | null>;
}

/** The config as it was from some time on. */
export interface ConfigVersion {
  /** Sorts by time. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The name of its source: gateways with configs of their own may share a history. */
  readonly source: string;
  /** Who saved it; null for what was found: at the first start, or after somebody had edited it in its place. */
  readonly by: Pick<Identity, 'login' | 'node' | 'tags' | 'source'> | null;
  /** The version that it was taken back to; null if it was written anew. */
  readonly restored: string | null;
  /** Without quotes. */
  readonly etag: string;
  readonly changes: readonly ConfigChange[];
  readonly text: string;
}

/** What changed from one config to the next. */
export interface ConfigChange {
  /** `providers.openai.baseurl`; empty for what is no part of any section, such as comments. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** For people. Holds no secret. */
  readonly text: string;
}

/** Which versions. */
export interface ConfigVersionQuery {
  readonly source: string;
  /** 1 to 1000. */
  readonly limit: number;
  /** The id of a version: those before it. */
  readonly before?: string;
}

export interface ConfigVersionPage {
  readonly versions: readonly ConfigVersion[];
  /** Older ones are there. */
  readonly more: boolean;
}
