/** Runs the real Codex once, bounded in time. */
import { createRequire } from 'node:module';
import { jsonLines, runBounded } from '../bounded-run.mjs';

const { resolve } = createRequire(import.meta.url);

/** The versions that are installed, by the packages that they are installed as. */
export const VERSIONS = { '0.169.0': '@openai/codex', '0.130.0': 'codex-0.130', '0.98.0': 'codex-0.98' };

/**
 * `codex exec …`; the tools that the model calls run without a sandbox, since only the stand-ins' commands reach them.
 *
 * @param {{ workspace: string, env: Record<string, string | undefined>, version?: keyof typeof VERSIONS }} home
 * @param {string[]} args
 * @returns {Promise<{ code: number | null, events: any[], text: string, error?: string, thread: string, stderr: string }>}
 */
export async function codexExec(home, args) {
  const cli = resolve(`${VERSIONS[home.version ?? '0.169.0']}/bin/codex.js`);
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
