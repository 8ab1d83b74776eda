/** The thread that compresses an object: Node 20 has no zstd, and tens of milliseconds of it would hold up calls. */
import { compress, init } from '@bokuweb/zstd-wasm';
import { parentPort } from 'node:worker_threads';

/** libzstd's own default. */
const LEVEL = 3;

parentPort?.once('message', async (bytes: Uint8Array) => {
  await init();
  // It gives a view of its own memory.
  const frame = Uint8Array.from(compress(bytes, LEVEL));
  parentPort?.postMessage(frame, [frame.buffer]);
});
