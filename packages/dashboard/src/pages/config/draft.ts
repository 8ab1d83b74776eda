/**
 * The config in force and the changes to it that are not saved yet. They live outside of the page, so that they are there
 * when somebody leaves it and comes back; both tabs show this one text.
 */
import { computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import {
  checkConfig,
  readConfig,
  saveConfig,
  type ProblemJson,
  type ConfigState,
  type SavedConfig,
} from '../../api/config.ts';
import { ApiError } from '../../api/request.ts';
import { readText, type Reading } from './text/read.ts';

/** The config in force, as far as this page knows. */
export const inForce: Signal<ConfigState | null> = signal(null);

/** The text with the changes; null if there are none. */
const draft: Signal<string | null> = signal(null);

/** The text as both tabs show it. */
export const text: ReadonlySignal<string> = computed(() => draft.value ?? inForce.value?.text ?? '');

export const isChanged: ReadonlySignal<boolean> = computed(
  () => draft.value !== null && draft.value !== inForce.value?.text,
);

export const reading: ReadonlySignal<Reading> = computed(() => readText(text.value));

/** What a save of the text would refuse, as of the last check; null while nothing was checked yet. */
export const problems: Signal<readonly ProblemJson[] | null> = signal(null);

/** What the last save came to, until something is changed again. */
export const lastSave: Signal<SavedConfig | null> = signal(null);

/** The tag of a config that came into force elsewhere while there are changes here. */
export const overtakenBy: Signal<string | null> = signal(null);

const undoable: Signal<readonly string[]> = signal([]);
export const canUndo: ReadonlySignal<boolean> = computed(() => undoable.value.length > 0);
const UNDO_STEPS = 50;

/** Changes the text. */
export function edit(changed: string, { undo = true }: { undo?: boolean } = {}): void {
  if (changed === text.peek()) return;
  if (undo) undoable.value = [...undoable.peek(), text.peek()].slice(-UNDO_STEPS);
  draft.value = changed;
  lastSave.value = null;
}

/** Takes the last change back. */
export function undo(): void {
  const steps = undoable.peek();
  const last = steps.at(-1);
  if (last === undefined) return;
  undoable.value = steps.slice(0, -1);
  draft.value = last;
}

/** Forgets all changes. */
export function discard(): void {
  draft.value = null;
  undoable.value = [];
}

/** Loads the config in force. Changes stay as they are. */
export async function load(signal?: AbortSignal): Promise<void> {
  const state = await readConfig(signal);
  if (!isChanged.peek()) discard();
  takeOver(state);
}

/** Goes on from another version in force, with this text. */
export function rebase(state: ConfigState, changed: string): void {
  takeOver(state);
  draft.value = changed;
}

function takeOver(state: ConfigState): void {
  inForce.value = state;
  overtakenBy.value = null;
}

/** Hears of a config that came into force; one's own is known already. */
export function heardOf(etag: string): void {
  if (etag === inForce.peek()?.etag) return;
  if (isChanged.peek()) overtakenBy.value = etag;
  else void load().catch(() => undefined);
}

/** Saves the text. What is wrong with it becomes the problems. */
export async function save(): Promise<'saved' | 'stale' | 'invalid'> {
  const state = inForce.peek();
  if (!state) return 'stale';
  try {
    const saved = await saveConfig(text.peek(), state.etag);
    finish(saved);
    return 'saved';
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 412) return 'stale';
    if (error.status !== 422 || error.errors.length === 0) throw error;
    problems.value = error.errors.map(({ message, level, line, column, path }) => ({
      message,
      level: level ?? 'error',
      line: line ?? null,
      column: column ?? null,
      path: path ?? '',
    }));
    return 'invalid';
  }
}

/** Takes over what was saved. */
export function finish(saved: SavedConfig): void {
  const state = inForce.peek();
  if (state) takeOver({ ...state, text: saved.text, etag: saved.etag });
  discard();
  lastSave.value = saved;
  problems.value = [];
}

const PAUSE_MS = 250;

/** Checks the text a moment after each change, by the gateway: it alone knows its environment and the stored keys. */
export function startChecking(): () => void {
  return effect(() => {
    if (!inForce.value) return;
    const checked = text.value;
    const control = new AbortController();
    const timer = setTimeout(() => {
      checkConfig(checked, control.signal).then(
        (found) => (problems.value = found),
        // Saving will tell.
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  });
}

// A browser asks before it forgets the changes with the page.
effect(() => {
  if (!isChanged.value) return;
  const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
  addEventListener('beforeunload', ask);
  return () => removeEventListener('beforeunload', ask);
});
