/** Runs a client once, as a process group of its own, so that whatever is behind a launcher ends with it. */
import { spawn } from 'node:child_process';

/**
 * Resolves when the program has ended, by itself or at the limit.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: Record<string, string | undefined>, input?: string, limit?: number }} options `input` for its
 *   standard input, which is closed otherwise; `limit` in ms
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>} `code` is null if the limit ended it
 */
export function runBounded(command, args, { cwd, env, input, limit = 60_000 }) {
  const stdin = input === undefined ? 'ignore' : 'pipe';
  const child = spawn(command, args, { cwd, env, stdio: [stdin, 'pipe', 'pipe'], detached: true });
  const stdout = gather(child.stdout);
  const stderr = gather(child.stderr);
  child.stdin?.end(input);
  const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), limit);

  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout: stdout(), stderr: stderr() });
    });
  });
}

function gather(stream) {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  return () => text;
}

/**
 * The events among the lines of a client's output.
 *
 * @param {string} text
 * @returns {any[]}
 */
export const jsonLines = (text) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
