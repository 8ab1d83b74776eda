/** The thread that holds the database, so that nothing it does is waited for by a request. */
import { parentPort, workerData } from 'node:worker_threads';
import { openEngine, type Engine } from './engine.ts';
import { perform, toSentError, type Question, type Reply, type WorkerData } from './messages.ts';

let opening: Promise<Engine> | null = null;
/** A database that cannot be opened now may be there later: each question tries again. */
const open = (): Promise<Engine> => {
  opening ??= openEngine((workerData as WorkerData).address).catch((error: unknown) => {
    opening = null;
    throw error;
  });
  return opening;
};

parentPort?.on('message', (question: Question) => {
  const reply = (reply: Reply): void => parentPort?.postMessage(reply);
  open()
    .then((engine) => perform(engine, question))
    .then(
      (value) => reply({ id: question.id, value }),
      (error: unknown) => reply({ id: question.id, error: toSentError(error) }),
    );
});
