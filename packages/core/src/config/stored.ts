/** A config as it stands in its source, and as it may be shown. */
import { digest, showConfig, type Shown } from './secrets/references.ts';

/** A document with its keys. Only {@link shown} ever leaves the gateway. */
export interface StoredConfig {
  readonly text: string;
  /** Of the config in force, where the text itself is no HuJSON and so nobody can tell its keys. */
  readonly shown: Shown;
  /** Names what is shown, without quotes. */
  readonly etag: string;
}

const NOTHING: Shown = { text: '', secrets: new Map() };
/** Fingerprints of whole documents must not help anybody to guess a password in one. */
const SALT: string = crypto.randomUUID();

/**
 * Reads a document as stored.
 *
 * @param inForce is shown instead of one that cannot be
 */
export async function storedConfig(text: string, inForce: StoredConfig | null): Promise<StoredConfig> {
  const shown = await showConfig(text);
  // Of what is shown, so that it tells no more than that: a changed password of two digits' fingerprint may go unnoticed, and
  // is put back as it is then.
  if (shown) return { text, shown, etag: (await digest(shown.text)).slice(0, 32) };
  return { text, shown: inForce?.shown ?? NOTHING, etag: (await digest(SALT + text)).slice(0, 32) };
}
