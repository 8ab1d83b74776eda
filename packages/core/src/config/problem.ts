/** What is wrong with a config, told so that the line can be found. */

/** When a config is read. Saving and validating take every warning for an error (spec/aperture.md 1.12). */
export type CheckMode = 'start' | 'save' | 'validate';

/** One finding. */
export interface Problem {
  readonly level: 'error' | 'warning';
  readonly message: string;
  /** Keys and indexes from the top of the document to the place. */
  readonly path: readonly (string | number)[];
  /** Line and column, both counted from 1; absent if the config was given as an object. */
  readonly line?: number;
  readonly column?: number;
}

/** A config that cannot be used. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[];

  /**
   * @param problems every finding, errors and warnings
   * @param name the document's name, such as a file path
   */
  constructor(problems: readonly Problem[], name = 'config') {
    const errors = problems.filter((problem) => problem.level === 'error');
    super(errors.map((problem) => formatProblem(problem, name)).join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** `FILE:LINE:COL: level: message`, the form that editors and terminals link. */
export function formatProblem(problem: Problem, name: string): string {
  const place = problem.line === undefined ? name : `${name}:${problem.line}:${problem.column}`;
  return `${place}: ${problem.level}: ${problem.message}`;
}
