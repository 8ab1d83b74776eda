/**
 * Keeps a config in force: reads it, watches it and saves it, one after the other, so that nothing comes between the look at
 * what is there and what is put in its place.
 */
import type { Admitted } from './admit.ts';
import { changesBetween } from './config/changes.ts';
import type { LoadOptions } from './config/load.ts';
import { loadConfig } from './config/load.ts';
import { ConfigError, formatProblem } from './config/problem.ts';
import type { Snapshot } from './config/snapshot.ts';
import type { ConfigWatch } from './config/status.ts';
import { storedConfig, type StoredConfig } from './config/stored.ts';
import { GatewayError, type Refusal } from './errors.ts';
import type { ConfigChange, ConfigHistory, ConfigVersion } from './ports/config-history.ts';
import type { ConfigSource } from './ports/config-source.ts';
import type { Logger } from './ports/logger.ts';
import { recordId } from './record/record-id.ts';
import type { Running } from './running.ts';

/** An object or HuJSON text. */
export type Document = string | Readonly<Record<string, unknown>>;

/** The config as admins see and change it. Lives as long as the gateway. */
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
  readonly by: Admitted['identity'];
  readonly restored: string | null;
}

/** A config that was saved and is in force. */
export interface Saved {
  readonly stored: StoredConfig;
  readonly changes: readonly ConfigChange[];
}

/** What a config is kept in force with. */
export interface KeepOptions extends Pick<LoadOptions, 'macros'> {
  readonly logger: Logger;
  readonly watch: ConfigWatch;
  readonly history: ConfigHistory | null;
  /** Puts a snapshot to work, beside the one that is in force. */
  start(snapshot: Snapshot, previous: Running | null): Running;
  /** Lets go of what a snapshot at work has for itself, and another one has not. */
  drop(dropped: Running, kept: Running): void;
  /** Hears that another config is in force. */
  swapped(running: Running, previous: Running | null, etag: Promise<string>): void;
}

/** A config, and what is at work by it. */
export interface ConfigInForce extends ConfigEditor {
  /** Null before the first. */
  running(): Running | null;
  readonly ready: Promise<void>;
  reload(): Promise<void>;
  close(): void;
}

/** @throws ConfigError for an object or a text with errors */
export function keepInForce(config: Document | ConfigSource, options: KeepOptions): ConfigInForce {
  const { logger, watch, macros = {} } = options;
  const source = isSource(config) ? config : null;
  const name = source?.name ?? 'config';
  let running: Running | null = null;
  /** The document in force, and the last that was tried: they differ after a mistake. */
  let inForce: StoredConfig | null = null;
  let tried: string | null = null;
  let closed = false;

  const swap = (next: Running, etag: Promise<string>): void => {
    const previous = running;
    running = next;
    watch.loaded();
    if (previous) options.drop(previous, next);
    options.swapped(next, previous, etag);
  };
  /** Checks, compiles and swaps, or throws and leaves everything as it is. */
  const install = (document: Document, etag: Promise<string>): void => {
    const { snapshot, problems } = loadConfig(document, { macros });
    for (const problem of problems) {
      if (problem.level === 'warning') logger.log('warn', formatProblem(problem, name));
    }
    if (!snapshot) throw new ConfigError(problems, name);
    if (closed) throw new GatewayError('unavailable', 'the gateway is closed');
    swap(options.start(snapshot, running), etag);
  };

  const keepVersion = async (
    history: ConfigHistory,
    { etag, shown }: StoredConfig,
    more: Pick<ConfigVersion, 'by' | 'restored'>,
  ): Promise<void> => {
    try {
      const [last] = (await history.list({ source: name, limit: 1 })).versions;
      if (last?.etag === etag) return;
      const time = Date.now();
      const changes = changesBetween(last?.text ?? null, shown.text);
      await history.add({ id: recordId(time), time, source: name, etag, changes, text: shown.text, ...more });
    } catch (error) {
      // The store goes after the gateway, and may be gone by then.
      if (closed) return;
      const why = error instanceof Error ? error.message : String(error);
      logger.log('error', 'what the config was could not be kept', { config: name, why });
    }
  };
  let noting: Promise<void> = Promise.resolve();
  /** Remembers a version, if it is another than the last; nobody waits for it but who asks what was. */
  const note = (stored: StoredConfig, more: Pick<ConfigVersion, 'by' | 'restored'>): void => {
    const { history } = options;
    if (!history) return;
    noting = noting.then(() => keepVersion(history, stored, more));
  };

  const tellWritable = async (): Promise<void> => {
    watch.readOnly(await whyReadOnly(source, config));
  };
  const load = async (): Promise<void> => {
    try {
      const text = source ? await source.read() : textOf(config as Document);
      tried = text;
      const stored = storedConfig(text, inForce);
      // At once: a role that was taken away is not to outlast the reading by a turn of the event loop.
      install(source ? text : (config as Document), etagOf(stored));
      inForce = await stored;
      note(inForce, FOUND);
    } catch (error) {
      watch.failed(error);
      throw error;
    }
    await tellWritable();
  };

  let working: Promise<unknown> = Promise.resolve();
  /** One at a time, in the order they were asked for: the newest document wins. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = working.catch(() => {}).then(work);
    working = done;
    return done;
  };
  /** Loads what somebody has changed in the source, and says how that went. */
  const loadChange = async (): Promise<void> => {
    const before = inForce;
    try {
      await load();
    } catch (error) {
      const problems = error instanceof Error ? error.message : String(error);
      logger.log('error', 'the changed config is not in force; the old one still is', {
        config: name,
        problems,
      });
      return;
    }
    logger.log('info', 'the config changed and is in force', { config: name });
    if (!inForce || inForce.etag === before?.etag) return;
    const changes = changesBetween(before?.shown.text ?? null, inForce.shown.text);
    const detail = { etag: inForce.etag, changes };
    running?.audit?.note({ actor: null, action: 'config.changed_on_disk', target: name, detail });
  };

  /** What stands in the source. A change that nobody has told of yet is loaded first, so that it is not passed over. */
  const readNow = async (): Promise<StoredConfig> => {
    const text = source ? await readSource(source) : textOf(config as Document);
    if (text !== tried) await loadChange();
    await tellWritable();
    return inForce?.text === text ? inForce : storedConfig(text, inForce);
  };

  const write = async (
    source: ConfigSource,
    edited: Edited,
    stored: StoredConfig,
  ): Promise<Saved | Refusal> => {
    const candidate = options.start(edited.snapshot, running);
    try {
      const refusal = await edited.judge(candidate);
      if (refusal) {
        if (running) options.drop(candidate, running);
        return refusal;
      }
      if (edited.text !== stored.text) await source.write?.(edited.text, stored.text);
      else if (running && inForce?.text === stored.text) {
        options.drop(candidate, running);
        return { stored, changes: [] };
      }
    } catch (error) {
      if (running) options.drop(candidate, running);
      throw error;
    }
    const next = await storedConfig(edited.text, inForce);
    const changes = changesBetween(stored.shown.text, next.shown.text);
    tried = edited.text;
    inForce = next;
    swap(candidate, Promise.resolve(next.etag));
    const { login, node, tags, source: told } = edited.by;
    note(next, {
      by: { login, tags, source: told, ...(node !== undefined && { node }) },
      restored: edited.restored,
    });
    logger.log('info', 'the config was saved and is in force', { config: name, by: login });
    candidate.audit?.note({
      actor: edited.by,
      action: edited.restored === null ? 'config.saved' : 'config.restored',
      target: name,
      detail: { etag: next.etag, changes, ...(edited.restored !== null && { version: edited.restored }) },
    });
    return { stored: next, changes };
  };

  // Before any turn of the event loop: who gives a document hears at once what is wrong with it.
  if (!source) {
    const text = textOf(config as Document);
    const stored = storedConfig(text, null);
    install(config as Document, etagOf(stored));
    tried = text;
    void inTurn(async () => {
      inForce = await stored;
      note(inForce, FOUND);
      await tellWritable();
    }).catch(() => {});
  }
  const ready = source ? inTurn(load) : Promise.resolve();
  // Whoever awaits `ready` hears of it; nobody has to.
  ready.catch(() => {});
  const unwatch = source?.watch?.(
    () =>
      void inTurn(async () => {
        const text = await source.read().catch(() => null);
        // A save, or a look at the config, was here first.
        if (text !== null && text === inForce?.text && watch.status().failure === null) return;
        await loadChange();
      }),
  );

  return {
    name,
    loading: { macros },
    running: () => running,
    ready,
    reload: () => inTurn(load),
    read: () => inTurn(readNow),
    async history() {
      await noting;
      return options.history;
    },
    save: (edit) =>
      inTurn(async () => {
        const stored = await readNow();
        const { reason } = watch.status();
        if (!source?.write || reason !== null) {
          throw new GatewayError('config_read_only', reason ?? 'the config cannot be changed over HTTP');
        }
        if (closed) throw new GatewayError('unavailable', 'the gateway is closed');
        const edited = await edit(stored);
        return 'code' in edited ? edited : write(source, edited, stored);
      }),
    close() {
      closed = true;
      unwatch?.();
    },
  };
}

/** The name of a document that is still being read through. */
function etagOf(stored: Promise<StoredConfig>): Promise<string> {
  return stored.then(({ etag }) => etag);
}

const FOUND = { by: null, restored: null };

/** True for a source, and not for a config as an object. */
export function isSource(config: Document | ConfigSource): config is ConfigSource {
  return typeof config === 'object' && typeof (config as Partial<ConfigSource>).read === 'function';
}

function textOf(document: Document): string {
  return typeof document === 'string' ? document : `${JSON.stringify(document, null, 2)}\n`;
}

async function readSource(source: ConfigSource): Promise<string> {
  try {
    return await source.read();
  } catch (error) {
    throw new GatewayError(
      'unavailable',
      'the config cannot be read at the moment; the one in force goes on',
      {
        cause: error,
      },
    );
  }
}

async function whyReadOnly(
  source: ConfigSource | null,
  config: Document | ConfigSource,
): Promise<string | null> {
  if (!source) {
    const kind = typeof config === 'string' ? 'a text' : 'an object';
    return `the config is ${kind} that the program around the gateway gives to it; change it there`;
  }
  if (!source.write) return `the source of the config, ${source.name}, takes no changes; change it there`;
  return (await source.readOnly?.()) ?? null;
}
