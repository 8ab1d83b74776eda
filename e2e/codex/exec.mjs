/** Runs the real Codex once, bounded in time. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const cli = createRequire(import.meta.url).resolve('@openai/codex/bin/codex.js');
const LIMIT = 60_000;

/**
 * `codex exec …`; the tools that the model calls run without a sandbox, since only the stand-ins' commands reach them.
 *
 * @param {{ workspace: string, env: Record<string, string | undefined> }} home
 * @param {string[]} args
 * @returns {Promise<{ code: number | null, events: any[], text: string, error?: string, thread: string, stderr: string }>}
 */
export function codexExec(home, args) {
  const child = spawn(
    process.execPath,
    [cli, 'exec', '--json', '--skip-git-repo-check', '--sandbox', 'danger-full-access', ...args],
    // Its own process group, so that the native binary behind the launcher can be ended with it.
    { cwd: home.workspace, env: home.env, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const stdout = gather(child.stdout);
  const stderr = gather(child.stderr);
  const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), LIMIT);

  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      const events = stdout()
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line));
      resolve({
        code,
        events,
        /** What the model said last. */
        text: events.findLast(({ item }) => item?.type === 'agent_message')?.item.text ?? '',
        /** Why the turn failed, in the words that the user reads; undefined if it did not. */
        error: events.findLast(({ type }) => type === 'turn.failed')?.error.message,
        thread: events.find(({ type }) => type === 'thread.started')?.thread_id ?? '',
        stderr: stderr(),
      });
    });
  });
}

function gather(stream) {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  return () => text;
}
