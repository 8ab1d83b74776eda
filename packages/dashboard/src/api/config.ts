/** The config, as `/aperture/config` tells it and takes it. Secrets in it are references. */
import { ask, getJson } from './request.ts';

/** The config in force, and whether it can be changed here. */
export interface ConfigState {
  readonly text: string;
  /** Names this version of the config; a save says on which version it was made. */
  readonly etag: string;
  /** Where it comes from, such as a file. */
  readonly source: string | null;
  readonly writable: boolean;
  /** Why it is not writable. */
  readonly reason: string | null;
}

/** Something wrong with a config; line and column count from 1. */
export interface ConfigProblem {
  readonly level: 'error' | 'warning';
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
  /** As people write it: `grants[0].src`. */
  readonly path: string;
}

/** What a save changed. */
export interface ConfigChange {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly text: string;
}

/** What a save came to. */
export interface SavedConfig {
  readonly text: string;
  readonly etag: string;
  readonly changes: readonly ConfigChange[];
  readonly warnings: readonly ConfigProblem[];
}

/** A version that was in force. */
export interface ConfigVersion {
  readonly id: string;
  readonly time: string;
  readonly by: { readonly login: string } | null;
  /** The version that it brought back. */
  readonly restored: string | null;
  readonly etag: string;
  readonly current: boolean;
  readonly changes: readonly ConfigChange[];
}

interface Body {
  readonly config: string;
  readonly source?: string | null;
  readonly writable?: boolean;
  readonly reason?: string | null;
  readonly changes?: readonly ConfigChange[];
  readonly warnings?: readonly ConfigProblem[];
}

const PATH = 'aperture/config';

export async function readConfig(signal?: AbortSignal): Promise<ConfigState> {
  const answer = await ask(PATH, {}, { signal });
  const { config, source = null, writable = false, reason = null } = (await answer.json()) as Body;
  return { text: config, etag: etagOf(answer), source, writable, reason };
}

/**
 * Saves a config that was made on the version of the tag.
 *
 * @throws ApiError 412 if another one is in force by now, 422 with what is wrong with it
 */
export async function saveConfig(text: string, etag: string): Promise<SavedConfig> {
  return toSaved(
    await ask(PATH, {}, { method: 'PUT', headers: { 'if-match': etag }, body: { config: text } }),
  );
}

/** Everything that a save would refuse. */
export async function checkConfig(text: string, signal?: AbortSignal): Promise<readonly ConfigProblem[]> {
  const body = { config: text };
  const { problems } = await getJson<{ problems: readonly ConfigProblem[] }>(
    `${PATH}:validate`,
    {},
    { method: 'POST', body, signal },
  );
  return problems;
}

export const listVersions = (
  parameters: { limit?: number; cursor?: string | null },
  signal?: AbortSignal,
): Promise<{ versions: readonly ConfigVersion[]; next: string | null }> =>
  getJson(`${PATH}/versions`, parameters, { signal });

/** A version's text and how it differs from the one before, if there is one, or from `against`. */
export const getVersion = (
  id: string,
  against: string | null,
  signal?: AbortSignal,
): Promise<ConfigVersion & { readonly config: string; readonly diff: string | null }> =>
  getJson(`${PATH}/versions/${encodeURIComponent(id)}`, { against }, { signal });

/** Brings a version into force again. */
export async function restoreVersion(id: string, etag: string): Promise<SavedConfig> {
  const path = `${PATH}/versions/${encodeURIComponent(id)}:restore`;
  return toSaved(await ask(path, {}, { method: 'POST', headers: { 'if-match': etag }, body: {} }));
}

async function toSaved(answer: Response): Promise<SavedConfig> {
  const { config, changes = [], warnings = [] } = (await answer.json()) as Body;
  return { text: config, etag: etagOf(answer), changes, warnings };
}

const etagOf = (answer: Response): string => answer.headers.get('etag') ?? '';
