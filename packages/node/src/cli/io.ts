/** What a command may touch of the process, as values, so that a test can run it. */

/** The outside of a command. */
export interface Io {
  /** Writes to standard output: what was asked for. */
  out(text: string): void;
  /** Writes to standard error: everything about the way there. */
  err(text: string): void;
  /** Calls the listener at each such signal. */
  onSignal(signal: 'SIGHUP' | 'SIGINT' | 'SIGTERM', listener: () => void): void;
  /** Ends the process at once. */
  exit(code: number): void;
}

/** How a command ends. */
export const EXIT = { ok: 0, problem: 1, usage: 2 } as const;

/** The command line is wrong; the message says how. */
export class UsageError extends Error {}
