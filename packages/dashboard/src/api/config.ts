/** The config, as `/aperture/config` tells it and takes it. Secrets in it are references. */
import type { ConfigChange, ConfigJson, ProblemJson, SavedConfigJson, VersionJson } from '@aperturejs/core';
import { ask, getJson } from './request.ts';

export type { ConfigChange, ProblemJson, VersionJson };

/** The config in force, and whether it can be changed here. */
export interface ConfigState extends Pick<ConfigJson, 'source' | 'writable' | 'reason'> {
  readonly text: string;
  /** Names this version of the config; a save says on which version it was made. */
  readonly etag: string;
}

/** What a save came to. */
export interface SavedConfig extends Omit<SavedConfigJson, 'config'> {
  readonly text: string;
  readonly etag: string;
}

const PATH = 'aperture/config';

export async function readConfig(signal?: AbortSignal): Promise<ConfigState> {
  const answer = await ask(PATH, {}, { signal });
  const { config, source, writable, reason } = (await answer.json()) as ConfigJson;
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
export async function checkConfig(text: string, signal?: AbortSignal): Promise<readonly ProblemJson[]> {
  const body = { config: text };
  const { problems } = await getJson<{ problems: readonly ProblemJson[] }>(
    `${PATH}:validate`,
    {},
    { method: 'POST', body, signal },
  );
  return problems;
}

export const listVersions = (
  parameters: { limit?: number; cursor?: string | null },
  signal?: AbortSignal,
): Promise<{ versions: readonly VersionJson[]; next: string | null }> =>
  getJson(`${PATH}/versions`, parameters, { signal });

/** A version's text and how it differs from the one before, if there is one, or from `against`. */
export const getVersion = (
  id: string,
  against: string | null,
  signal?: AbortSignal,
): Promise<VersionJson & { readonly config: string; readonly diff: string | null }> =>
  getJson(`${PATH}/versions/${encodeURIComponent(id)}`, { against }, { signal });

/** Brings a version into force again. */
export async function restoreVersion(id: string, etag: string): Promise<SavedConfig> {
  const path = `${PATH}/versions/${encodeURIComponent(id)}:restore`;
  return toSaved(await ask(path, {}, { method: 'POST', headers: { 'if-match': etag }, body: {} }));
}

async function toSaved(answer: Response): Promise<SavedConfig> {
  const { config, changes, warnings } = (await answer.json()) as SavedConfigJson;
  return { text: config, etag: etagOf(answer), changes, warnings };
}

const etagOf = (answer: Response): string => answer.headers.get('etag') ?? '';
