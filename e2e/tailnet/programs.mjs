/** Programs of the tailnet: started, watched for a word, and ended by their id. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { runBounded } from '../bounded-run.mjs';

const PATIENCE = 30_000;
const STOP_LIMIT = 10_000;

/**
 * Starts a program that stays.
 *
 * @param {string[]} command
 * @param {{ env?: Record<string, string | undefined>, cwd?: string }} [options]
 */
export function startProgram([program, ...args], { env = process.env, cwd } = {}) {
  const child = spawn(program, args, {
    env,
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
    // Whatever it starts ends with it.
    detached: true,
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (log += text));
  }
  const exit = once(child, 'close');
  exit.catch(() => {});
  return {
    pid: child.pid,
    /** All that it has written. */
    log: () => log,
    get ended() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    signal: (name) => child.kill(name),
    /** Asks it to end and waits until it has. */
    async close(signal = 'SIGTERM') {
      const end = (name) =>
        child.exitCode === null && child.signalCode === null && process.kill(-child.pid, name);
      end(signal);
      const timer = setTimeout(() => end('SIGKILL'), STOP_LIMIT);
      await exit;
      clearTimeout(timer);
    },
  };
}

/**
 * Runs a program to its end and returns what it printed.
 *
 * @param {string[]} command
 * @param {Partial<Parameters<typeof runBounded>[2]>} [options]
 */
export async function run([program, ...args], options = {}) {
  const { code, stdout, stderr } = await runBounded(program, args, {
    cwd: '/',
    env: process.env,
    ...options,
  });
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${stderr}${stdout}`);
  return stdout;
}

/**
 * Asks until the answer is right. Other processes and kernels have no event to wait for.
 *
 * @template T
 * @param {string} what it is waited for
 * @param {() => Promise<T> | T} ask
 * @param {(answer: T) => boolean} [isRight]
 * @returns {Promise<T>}
 */
export async function until(what, ask, isRight = Boolean) {
  const deadline = performance.now() + PATIENCE;
  let last;
  do {
    try {
      const answer = await ask();
      if (isRight(answer)) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    await pause(50);
  } while (performance.now() < deadline);
  throw new Error(
    `waited in vain for ${what}; last: ${last instanceof Error ? last.stack : JSON.stringify(last)}`,
  );
}
