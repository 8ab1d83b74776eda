/** The log as lines of JSON. */
import type { Logger } from '@aperturejs/core';

/** The levels of the log, from the chattiest to the gravest. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** A level of the log. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** True if the text names a level. */
export function isLogLevel(text: string): text is LogLevel {
  return LOG_LEVELS.some((level) => level === text);
}

/**
 * Makes a logger that writes one JSON object a line: `time`, `level`, `message`, then the fields.
 *
 * @param write takes a line with its line break
 * @param lowest lines below this level are left out; default `info`
 */
export function createLogger(write: (line: string) => void, lowest: LogLevel = 'info'): Logger {
  const threshold = LOG_LEVELS.indexOf(lowest);
  return {
    log(level, message, fields) {
      if (LOG_LEVELS.indexOf(level) < threshold) return;
      const head = { time: new Date().toISOString(), level, message };
      // The head last as well, so that no field can pass itself off as one of its names.
      write(`${escapeControls(toJson({ ...head, ...fields, ...head }))}\n`);
    },
  };
}

function toJson(line: Readonly<Record<string, unknown>>): string {
  try {
    return JSON.stringify(line, (_key, value: unknown) => {
      if (value instanceof Error) return describe(value);
      return typeof value === 'bigint' ? String(value) : value;
    });
  } catch {
    // A field that refers to itself. The line matters more than the field.
    const { time, level, message } = line;
    return JSON.stringify({ time, level, message });
  }
}

/** Without the stack: lines stay lines. `cause` is where Node tells what really happened. */
function describe(error: Error): Record<string, unknown> {
  const { name, message, cause } = error;
  const code = (error as NodeJS.ErrnoException).code;
  return { name, message, ...(code && { code }), ...(cause !== undefined && { cause }) };
}

/**
 * Header values, model names and paths come from strangers, and a terminal obeys more than JSON escapes: C1 controls
 * (0x9b starts an escape sequence), line separators, and marks that turn the direction of the text (field.md D14, D19).
 */
function escapeControls(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
