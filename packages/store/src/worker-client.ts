/** The gateway's end of the thread that holds the database. A thread that died is started again by the next question. */
import { Worker } from 'node:worker_threads';
import type { DatabaseAddress } from './database/address.ts';
import { fromSentError, type Answer, type Argument, type Operation, type Question } from './messages.ts';
import type { Reply, WorkerData } from './messages.ts';

/** Run from its sources, the package has a worker only where it was built: Node 20 loads no TypeScript. */
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? '../dist/worker.js' : './worker.js',
  import.meta.url,
);

/** Asks the thread. */
export interface WorkerClient {
  ask<O extends Operation>(operation: O, argument: Argument<O>): Promise<Answer<O>>;
  /** Ends the thread, after what it was asked. */
  close(): Promise<void>;
}

/** Makes the client; the thread starts with the first question. */
export function createWorkerClient(address: DatabaseAddress): WorkerClient {
  let worker: Worker | null = null;
  let last = 0;
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();

  const died = (error: Error): void => {
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const start = (): Worker => {
    const data: WorkerData = { address };
    // What the process was started with (`--import`, `--input-type`) is none of this thread's business.
    const started = new Worker(WORKER, { workerData: data, execArgv: [] });
    started.on('message', (reply: Reply) => {
      const asked = waiting.get(reply.id);
      waiting.delete(reply.id);
      if ('error' in reply) asked?.reject(fromSentError(reply.error));
      else asked?.resolve(reply.value);
      if (waiting.size === 0) started.unref();
    });
    started.on('error', (error) => died(error));
    started.on('exit', (code) => {
      if (worker === started) died(new Error(`the thread of the database ended with ${code}`));
    });
    return started;
  };

  const ask = <O extends Operation>(operation: O, argument: Argument<O>): Promise<Answer<O>> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      // A question under way keeps the process alive, an idle thread does not.
      worker.ref();
      const question: Question = { id: (last += 1), operation, argument };
      waiting.set(question.id, { resolve: resolve as (value: unknown) => void, reject });
      worker.postMessage(question);
    });

  return {
    ask,
    async close() {
      if (!worker) return;
      await ask('close', undefined).catch(() => {});
      const ending = worker as Worker | null;
      worker = null;
      await ending?.terminate();
    },
  };
}
