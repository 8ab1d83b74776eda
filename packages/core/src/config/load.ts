/** From a config as somebody wrote it to a snapshot, or to the reasons why not. */
import type { Macros } from '../ports/config-source.ts';
import { checkConfig } from './checks/config.ts';
import { namesOf } from './checks/declared-names.ts';
import { compileSnapshot } from './compile/snapshot.ts';
import { parseDocument } from './document.ts';
import { deepFreeze } from './freeze.ts';
import { substituteMacros } from './macros.ts';
import { parseObject } from './object.ts';
import type { CheckMode, Problem } from './problem.ts';
import { createReport } from './report.ts';
import type { Snapshot } from './snapshot.ts';
import { validate } from './validate.ts';

/** How to read a config. */
export interface LoadOptions {
  /** What becomes of warnings; default `start`, where they stay warnings. */
  readonly mode?: CheckMode;
  /** What `${env:…}` and `${file:…}` stand for; by default nothing. */
  readonly macros?: Macros;
  /** When saving: whether whoever saves stays an admin. A config that locks them out is refused. */
  readonly keepsAdmin?: (snapshot: Snapshot) => boolean;
  /** Somebody is an admin without the config's doing; default false. */
  readonly adminElsewhere?: boolean;
}

/** A snapshot and what was wrong on the way to it. */
export interface LoadResult {
  /** Null exactly if one of the problems is an error. */
  readonly snapshot: Snapshot | null;
  /** In the order of the document. */
  readonly problems: readonly Problem[];
}

/**
 * Reads, checks and compiles a config. Never throws for what is in it, and never changes an object given.
 *
 * @param input HuJSON text or an object; problems have line and column only for text
 */
export function loadConfig(
  input: string | Readonly<Record<string, unknown>>,
  options: LoadOptions = {},
): LoadResult {
  const mode = options.mode ?? 'start';
  const text = typeof input === 'string' ? input : null;
  const { root, findings } = typeof input === 'string' ? parseDocument(input) : parseObject(input);
  const report = createReport(root, text, mode);
  for (const finding of findings) report.found(finding);
  if (!root) return { snapshot: null, problems: report.problems() };

  const unsubstituted = substituteMacros(root, options.macros ?? {});
  if (unsubstituted) {
    report.error(`unsubstituted macros: [${unsubstituted.names.join(' ')}]`, unsubstituted.path);
  }
  if (mode === 'save' && root.entries?.size === 0) report.error('config must not be empty', []);

  const names = namesOf(root);
  const { config, unusable } = validate(root, report);
  const compiled = compileSnapshot(config, unusable, report);
  checkConfig(config, names, report, options);
  if (mode === 'save' && options.keepsAdmin?.({ ...compiled, warnings: [] }) === false) {
    report.error('this config would take the admin role from you; keep a grant that gives it to you', []);
  }
  const problems = report.problems();
  const failed = problems.some(({ level }) => level === 'error');
  return { snapshot: failed ? null : deepFreeze({ ...compiled, warnings: problems }), problems };
}
