/** Runs the real Codex once, bounded in time. */
import { createRequire } from 'node:module';
import { jsonLines, runBounded } from '../bounded-run.mjs';

const cli = createRequire(import.meta.url).resolve('@openai/codex/bin/codex.js');

/**
 * `codex exec …`; the tools that the model calls run without a sandbox, since only the stand-ins' commands reach them.
 *
 * @param {{ workspace: string, env: Record<string, string | undefined> }} home
 * @param {string[]} args
 * @returns {Promise<{ code: number | null, events: any[], text: string, error?: string, thread: string, stderr: string }>}
 */
export async function codexExec(home, args) {
  const { code, stdout, stderr } = await runBounded(
    process.execPath,
    [cli, 'exec', '--json', '--skip-git-repo-check', '--sandbox', 'danger-full-access', ...args],
    { cwd: home.workspace, env: home.env },
  );
  const events = jsonLines(stdout);
  return {
    code,
    events,
    /** What the model said last. */
    text: events.findLast(({ item }) => item?.type === 'agent_message')?.item.text ?? '',
    /** Why the turn failed, in the words that the user reads; undefined if it did not. */
    error: events.findLast(({ type }) => type === 'turn.failed')?.error.message,
    thread: events.find(({ type }) => type === 'thread.started')?.thread_id ?? '',
    stderr,
  };
}
