/** Where the reader is led to: a place in the JSON editor. */
import { signal, type Signal } from '@preact/signals';
import { setQuery } from '../../app/router.ts';
import type { ProblemJson } from '../../api/config.ts';

/** A place to go to; line and column count from 1. */
export interface Target {
  readonly line: number;
  readonly column: number;
}

/** Taken by the editor when it is there. */
export const target: Signal<Target | null> = signal(null);

/** Opens the JSON editor at a place. */
export function showLine(line: number, column = 1): void {
  setQuery({ tab: 'json' });
  target.value = { line, column };
}

/** Opens the JSON editor at the first problem that has a place. */
export function showFirst(problems: readonly ProblemJson[]): void {
  const first = problems.find(({ line }) => line !== null);
  if (first?.line) showLine(first.line, first.column ?? 1);
}
