/** Where a config stands: in a source that may change, or in the hands of the program around the gateway. */
import { GatewayError } from '../errors.ts';
import type { ConfigSource } from '../ports/config-source.ts';

/** An object or HuJSON text. */
export type Document = string | Readonly<Record<string, unknown>>;

/** True for a source, and not for a config as an object. */
export function isSource(config: Document | ConfigSource): config is ConfigSource {
  return typeof config === 'object' && typeof (config as Partial<ConfigSource>).read === 'function';
}

/** What a config is called in problems, logs and its history. */
export function nameOf(config: Document | ConfigSource): string {
  return isSource(config) ? config.name : 'config';
}

/** A document as it would stand in a file. */
export function textOf(document: Document): string {
  return typeof document === 'string' ? document : `${JSON.stringify(document, null, 2)}\n`;
}

/** The document of a source, for somebody who is told that it cannot be had now, and not why. */
export async function readSource(source: ConfigSource): Promise<string> {
  try {
    return await source.read();
  } catch (error) {
    const message = 'the config cannot be read at the moment; the one in force goes on';
    throw new GatewayError('unavailable', message, { cause: error });
  }
}

/** Why a config cannot be changed from here; null if it can. */
export async function whyReadOnly(config: Document | ConfigSource): Promise<string | null> {
  if (!isSource(config)) {
    const kind = typeof config === 'string' ? 'a text' : 'an object';
    return `the config is ${kind} that the program around the gateway gives to it; change it there`;
  }
  if (!config.write) return `the source of the config, ${config.name}, takes no changes; change it there`;
  return (await config.readOnly?.()) ?? null;
}
