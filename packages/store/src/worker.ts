/** The thread that holds the database, so that nothing it does is waited for by a request. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { openEngine, type Engine } from './engine.ts';
import { perform, toSentError, type Question, type Reply, type WorkerData } from './messages.ts';
import { createTurns } from './turns.ts';

const { address } = workerData as WorkerData;
let opening: Promise<Engine> | null = null;
/** A database that cannot be opened now may be there later: each question tries again. */
const open = (): Promise<Engine> => {
  opening ??= openEngine(address).catch((error: unknown) => {
    opening = null;
    throw error;
  });
  return opening;
};

const answer = async (question: Question): Promise<void> => {
  const reply = (reply: Reply): void => parentPort?.postMessage(reply);
  try {
    reply({ id: question.id, value: await perform(await open(), question) });
  } catch (error) {
    reply({ id: question.id, error: toSentError(error) });
  }
};
const arrived = (): Question | undefined =>
  parentPort ? (receiveMessageOnPort(parentPort)?.message as Question | undefined) : undefined;

// A server answers several at a time; a file is read and written by this thread, one after the other.
const turns = address.kind === 'sqlite' ? createTurns(answer, arrived) : null;
parentPort?.on('message', (question: Question) => (turns ? turns.add(question) : void answer(question)));
