/**
 * Keeps a config in force: reads it, watches it and saves it, one after the other, so that nothing comes between the look at
 * what is there and what is put in its place.
 */
import { changesBetween } from '../config/changes.ts';
import { loadConfig, type LoadOptions } from '../config/load.ts';
import { ConfigError, formatProblem } from '../config/problem.ts';
import type { Snapshot } from '../config/snapshot.ts';
import type { ConfigWatch } from '../config/status.ts';
import { storedConfig, type StoredConfig } from '../config/stored.ts';
import { GatewayError, isRefusal, type Refusal } from '../errors.ts';
import type { ConfigHistory } from '../ports/config-history.ts';
import type { ConfigSource } from '../ports/config-source.ts';
import type { Logger } from '../ports/logger.ts';
import type { Running } from '../running.ts';
import { beginChronicle } from './chronicle.ts';
import type { ConfigEditor, Edited, Saved } from './editor.ts';
import { isSource, nameOf, readSource, textOf, whyReadOnly, type Document } from './origin.ts';

/** What a config is kept in force with. */
export interface KeepOptions extends Pick<LoadOptions, 'macros'> {
  readonly logger: Logger;
  readonly watch: ConfigWatch;
  readonly history: ConfigHistory | null;
  /** Puts a snapshot to work, beside the one that is in force. */
  start(snapshot: Snapshot, previous: Running | null): Running;
  /** Lets go of what a snapshot at work has for itself, and another one has not. */
  drop(dropped: Running, kept: Running): void;
  /** Hears that another config is in force, at once. */
  swapped(running: Running): void;
  /** Hears of a config that took another's place, once all that is told of it stands where somebody may look for it. */
  told(etag: string): void;
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
  const name = nameOf(config);
  let running: Running | null = null;
  /** The document in force, and the last that was tried: they differ after a mistake. */
  let inForce: StoredConfig | null = null;
  let tried: string | null = null;
  let closed = false;
  const chronicle = beginChronicle({ name, logger, history: options.history, isClosed: () => closed });

  const swap = (next: Running): void => {
    const previous = running;
    running = next;
    watch.loaded();
    if (previous) options.drop(previous, next);
    options.swapped(next);
  };
  /** Checks, compiles and swaps, or throws and leaves everything as it is. */
  const install = (document: Document): void => {
    const { snapshot, problems } = loadConfig(document, { macros });
    for (const problem of problems) {
      if (problem.level === 'warning') logger.log('warn', formatProblem(problem, name));
    }
    if (!snapshot) throw new ConfigError(problems, name);
    if (closed) throw new GatewayError('unavailable', 'the gateway is closed');
    swap(options.start(snapshot, running));
  };

  const tell = (): void => {
    if (inForce) options.told(inForce.etag);
  };
  const tellWritable = async (): Promise<void> => {
    watch.readOnly(
      await whyReadOnly(config).catch(() => 'whether its source takes changes cannot be told now'),
    );
  };
  const load = async (): Promise<void> => {
    try {
      const text = source ? await source.read() : textOf(config as Document);
      tried = text;
      const stored = storedConfig(text, inForce);
      // At once: a role that was taken away is not to outlast the reading by a turn of the event loop.
      install(source ? text : (config as Document));
      inForce = await stored;
      chronicle.found(inForce);
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
      chronicle.failed(error);
      return;
    }
    chronicle.changed(before, inForce, running?.audit ?? null);
    tell();
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
    let isWritten = false;
    try {
      const refusal = await edited.judge(candidate);
      if (refusal) return refusal;
      if (edited.text !== stored.text) await source.write?.(edited.text, stored.text);
      else if (running && inForce?.text === stored.text) return { stored, changes: [] };
      isWritten = true;
    } finally {
      if (!isWritten && running) options.drop(candidate, running);
    }
    const next = await storedConfig(edited.text, inForce);
    const saved = { stored: next, changes: changesBetween(stored.shown.text, next.shown.text) };
    tried = edited.text;
    inForce = next;
    swap(candidate);
    chronicle.saved(edited, saved, candidate.audit);
    tell();
    return saved;
  };

  // Before any turn of the event loop: who gives a document hears at once what is wrong with it.
  if (!source) {
    const text = textOf(config as Document);
    const stored = storedConfig(text, null);
    install(config as Document);
    tried = text;
    void inTurn(async () => {
      inForce = await stored;
      chronicle.found(inForce);
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
    reload: () => inTurn(load).then(tell),
    read: () => inTurn(readNow),
    history: () => chronicle.history(),
    save: (edit) =>
      inTurn(async () => {
        const stored = await readNow();
        const { reason } = watch.status();
        if (!source?.write || reason !== null) {
          throw new GatewayError('config_read_only', reason ?? 'the config cannot be changed over HTTP');
        }
        if (closed) throw new GatewayError('unavailable', 'the gateway is closed');
        const edited = await edit(stored);
        return isRefusal(edited) ? edited : write(source, edited, stored);
      }),
    close() {
      closed = true;
      unwatch?.();
    },
  };
}
