/** The processes of a benchmark, each on its core where the machine has two and `taskset`. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const pinned = cpus().length > 1 && spawnSync('taskset', ['--version']).error === undefined;

/** The core of what is measured, and the core of everything else. */
export const CORES = { candidate: 0, surroundings: 1 };
/** How the processes are placed, for the report. */
export const PLACEMENT = pinned
  ? 'the candidate on one core, stub and load on another'
  : 'not pinned to cores';

/**
 * Starts a module of this folder as a process of its own.
 *
 * @returns the process and its first message
 */
export async function start(module, core, args = [], execArgv = []) {
  const file = fileURLToPath(new URL(module, import.meta.url));
  const command = [
    ...(pinned ? ['taskset', '-c', String(core)] : []),
    process.execPath,
    ...execArgv,
    file,
    ...args,
  ];
  const child = spawn(command[0], command.slice(1), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${module} ended with ${code} before it was ready`);
  });
  ended.catch(() => {});
  const [ready] = await Promise.race([once(child, 'message'), ended]);
  return { child, ready };
}

/** Sends a message to a process and waits for the answer. */
export async function ask(child, message) {
  const answer = once(child, 'message');
  child.send(message);
  return (await answer)[0];
}
