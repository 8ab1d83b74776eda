/** `aperture check`: what is wrong with a config. */
import { formatProblem, loadConfig } from '@aperturejs/core';
import { configFile } from '../config-file/config-file.ts';
import { nodeMacros } from '../macros.ts';
import { EXIT, type Io } from './io.ts';
import { parseOptions } from './options.ts';

/** Prints every finding on a line of its own. Says nothing of a config that is right. */
export async function check(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseOptions(args, { strict: { type: 'boolean' } }, 1);
  const [file = ''] = positionals;
  const text = await configFile(file).read();
  const { problems } = loadConfig(text, { mode: values.strict ? 'validate' : 'start', macros: nodeMacros });
  for (const problem of problems) io.out(`${formatProblem(problem, file)}\n`);
  return problems.some((problem) => problem.level === 'error') ? EXIT.problem : EXIT.ok;
}
