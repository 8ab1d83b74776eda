/** Runs the real opencode once, without its terminal interface, bounded in time. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { jsonLines, runBounded } from '../bounded-run.mjs';

/** The program itself; the package around it is a launcher with an install script. */
function program() {
  const name = `opencode-${process.platform}-${process.arch}`;
  let manifest;
  try {
    manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  } catch (cause) {
    throw new Error(`${name} is not installed; e2e/package.json pins opencode for Linux on x64 only`, {
      cause,
    });
  }
  return join(dirname(manifest), 'bin', 'opencode');
}

/**
 * `opencode run …`. The prompt goes to its standard input: an argument with spaces it would put into quotes.
 *
 * @param {{ workspace: string, env: Record<string, string | undefined> }} home
 * @param {string} prompt
 * @param {string[]} [args]
 * @returns {Promise<{ code: number | null, events: any[], text: string, error?: string, stderr: string }>}
 */
export async function opencodeRun(home, prompt, args = []) {
  const { code, stdout, stderr } = await runBounded(program(), ['run', '--format', 'json', ...args], {
    cwd: home.workspace,
    env: home.env,
    input: prompt,
  });
  const events = jsonLines(stdout);
  const failure = events.find(({ type }) => type === 'error')?.error;
  return {
    code,
    events,
    /** What the model said last. */
    text: events.findLast(({ type }) => type === 'text')?.part.text ?? '',
    /** Why the turn failed, in the words that the user reads; undefined if it did not. */
    error: failure && (failure.data?.message ?? failure.name),
    stderr,
  };
}
