/** What is wrong with a config, as the API tells it. */
import type { Problem } from '../../config/problem.ts';
import { refuse, type Mistake, type Refusal } from '../../errors.ts';
import { pathText } from '../../wording/path-text.ts';

/** A problem of a config (docs/reference/api.md). */
export interface ProblemJson {
  readonly level: Problem['level'];
  readonly line: number | null;
  readonly column: number | null;
  readonly path: string;
  readonly message: string;
}

export function problemJson({ level, line, column, path, message }: Problem): ProblemJson {
  return { level, line: line ?? null, column: column ?? null, path: pathText(path), message };
}

/** A line for people: `12:5: message`. */
export function problemLine({ line, column, message }: Problem): string {
  return line === undefined ? message : `${line}:${column}: ${message}`;
}

/** More than anybody reads in the one sentence; `errors` has them all. */
const MAX_TOLD = 10;

/** The refusal of a config with problems: all of them, each with its place. */
export function refuseConfig(problems: readonly Problem[]): Refusal {
  const told = problems.slice(0, MAX_TOLD).map(problemLine);
  if (problems.length > MAX_TOLD) told.push(`and ${problems.length - MAX_TOLD} more`);
  const errors = problems.map(({ level, line, column, path, message }): Mistake => {
    const position = line === undefined ? {} : { line, column: column ?? 1 };
    const location = line === undefined ? 'config' : `config:${line}:${column}`;
    return { location, message, ...position, path: pathText(path), level };
  });
  return { ...refuse('validation_failed', `the config is not saved: ${told.join('; ')}`), errors };
}
