/** The gateway's end of the thread that compresses. It lives for one object: an hour may pass before the next. */
import { Worker } from 'node:worker_threads';

/** Run from its sources, the package has a worker only where it was built: Node 20 loads no TypeScript. */
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? '../dist/worker.js' : './worker.js',
  import.meta.url,
);

/** The chunks as one frame of zstd. Their memory is given away. */
export async function compressed(chunks: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = Uint8Array.from(Buffer.concat(chunks));
  // What the process was started with (`--import`, `--input-type`) is none of this thread's business.
  const worker = new Worker(WORKER, { execArgv: [] });
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the thread that compresses ended with ${code}`)));
      worker.postMessage(bytes, [bytes.buffer]);
    });
  } finally {
    await worker.terminate();
  }
}
