import { expect, it } from 'vitest';
import type { Operation, Question } from './messages.ts';
import { createTurns } from './turns.ts';

/** Answers in its own time: `done` ends the question under way. */
function stage() {
  const port: Question[] = [];
  const begun: string[] = [];
  let last = 0;
  let end: () => void = () => {};
  const question = (operation: Operation): Question => ({ id: (last += 1), operation, argument: undefined });
  const turns = createTurns(
    ({ operation, id }) => {
      begun.push(`${operation} ${id}`);
      return new Promise<void>((resolve) => (end = resolve));
    },
    () => port.shift(),
  );
  return {
    begun,
    ask: (operation: Operation) => turns.add(question(operation)),
    /** It has arrived, and the thread is at work. */
    post: (operation: Operation) => void port.push(question(operation)),
    async done() {
      end();
      // The next one begins when the promise of this one is heard of.
      for (let n = 0; n < 5; n += 1) await Promise.resolve();
    },
  };
}

it('lets a write wait for the question under way, and for none behind it', async () => {
  const { begun, ask, post, done } = stage();
  ask('find');
  ask('find');
  ask('sessions');
  ask('write');
  expect(begun).toEqual(['find 1']);
  // What came while the thread was busy is looked for first.
  post('usage');
  post('addAudit');
  for (let n = 0; n < 6; n += 1) await done();
  expect(begun).toEqual(['find 1', 'write 4', 'addAudit 6', 'find 2', 'sessions 3', 'usage 5']);
});

it('answers writes in their order, and reads in theirs', async () => {
  const { begun, ask, done } = stage();
  const asked = [
    'find',
    'addConfig',
    'get',
    'write',
    'prune',
    'finishExport',
    'findAudit',
    'addAudit',
  ] as const;
  for (const operation of asked) ask(operation);
  for (let n = 0; n < asked.length; n += 1) await done();
  expect(begun.map((one) => one.split(' ')[0])).toEqual([
    'find',
    'addConfig',
    'write',
    'finishExport',
    'addAudit',
    'get',
    'prune',
    'findAudit',
  ]);
});

it('closes behind everything that was asked, and rests until somebody asks again', async () => {
  const { begun, ask, done } = stage();
  ask('find');
  await done();
  for (const operation of ['get', 'get', 'write', 'close'] as const) ask(operation);
  for (let n = 0; n < 4; n += 1) await done();
  expect(begun).toEqual(['find 1', 'get 2', 'write 4', 'get 3', 'close 5']);
});
