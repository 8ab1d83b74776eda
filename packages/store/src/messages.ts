/** What the thread of the gateway and the thread of the database say to each other. */
import type { Engine } from './engine.ts';

/** What the worker is started with. */
export interface WorkerData {
  readonly path: string;
}

/** The operations of the engine, with what each is given. */
export type Operation =
  | 'write'
  | 'find'
  | 'get'
  | 'sessions'
  | 'usage'
  | 'prune'
  | 'beginExport'
  | 'readExport'
  | 'finishExport'
  | 'abandonExport'
  | 'exportStatus'
  | 'close';

export interface Question {
  readonly id: number;
  readonly operation: Operation;
  readonly argument: unknown;
}

/** An error crosses as its text, and whether the question's cursor is its reason. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string; readonly mistaken: boolean };

/** Asks the engine. */
export function perform(engine: Engine, { operation, argument }: Question): Promise<unknown> {
  return (engine[operation] as (argument: unknown) => Promise<unknown>)(argument);
}
