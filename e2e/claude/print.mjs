/** Runs the real Claude Code once, without its terminal interface, bounded in time. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { jsonLines, runBounded } from '../bounded-run.mjs';

/**
 * The package is a launcher that wants a newer Node than the gateway does; the program beside it is native and wants
 * none. Its install script, which would link the two, is not run.
 */
function program() {
  const launcher = createRequire(
    createRequire(import.meta.url).resolve('@anthropic-ai/claude-code/package.json'),
  );
  const musl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  const name = `${process.platform}-${process.arch}${musl ? '-musl' : ''}`;
  const manifest = launcher.resolve(`@anthropic-ai/claude-code-${name}/package.json`);
  return join(dirname(manifest), process.platform === 'win32' ? 'claude.exe' : 'claude');
}

/**
 * `claude -p …`. The shell tool needs no consent; skipping every permission is refused to root, which CI often is.
 *
 * @param {{ workspace: string, env: Record<string, string | undefined> }} home
 * @param {string} prompt
 * @param {string[]} [args]
 * @returns {Promise<{ code: number | null, events: any[], text?: string, error?: string, session?: string, stderr: string }>}
 */
export async function claudePrint(home, prompt, args = []) {
  const { code, stdout, stderr } = await runBounded(
    program(),
    ['-p', '--output-format', 'stream-json', '--verbose', '--allowedTools', 'Bash', ...args, '--', prompt],
    { cwd: home.workspace, env: home.env },
  );
  const events = jsonLines(stdout);
  const result = events.findLast(({ type }) => type === 'result');
  return {
    code,
    events,
    /** What the model said last; undefined if the turn failed. */
    text: result?.is_error ? undefined : result?.result,
    /** Why the turn failed, in the words that the user reads; undefined if it did not. */
    error: result?.is_error ? result.result : undefined,
    session: result?.session_id,
    stderr,
  };
}
