/** `GET /aperture/live`: records as the calls end, as server-sent events. */
import { admit } from '../../admit.ts';
import { isRefusal, type Refusal } from '../../errors.ts';
import type { RawResponse } from '../../wire/raw.ts';
import { DATA } from '../data-answer.ts';
import { logUnreadable } from '../from-store.ts';
import type { Question } from '../question.ts';
import { liveAsked } from '../record-parameters.ts';
import { readerOf } from '../store-reader.ts';
import { noteLook, owns, whose } from '../whose.ts';
import { recordEvent } from './events.ts';
import type { EventQueue } from './event-queue.ts';
import { matches, type LiveFilter } from './matches.ts';
import { missedSince } from './missed.ts';

const HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream',
  // Compressed, the events would come in lumps (RFC 9111 section 5.2.2.6); nginx would gather them.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  ...DATA,
};

export async function listen(question: Question): Promise<RawResponse | Refusal> {
  const { running, by, request, context } = question;
  const asked = liveAsked(question.query, question.headers);
  if (isRefusal(asked)) return asked;
  const owner = whose(by, asked.filter.user);
  if (isRefusal(owner)) return owner;
  const filter: LiveFilter = { ...asked.filter, ...owner };
  const isAdmin = by.access.role === 'admin';
  const queue = running.live.open({
    login: by.identity.login,
    wants: (record) => matches(record, filter),
    hearsConfigs: isAdmin,
    comesBack: asked.after !== null,
    toldByHost: context.identity !== undefined,
    async mayGoOn() {
      const { url, headers } = request;
      const now = await admit(running.inForce(), { url, headers, isCall: false }, context);
      return (
        !isRefusal(now) && now.identity.login === by.identity.login && now.access.role === by.access.role
      );
    },
  });
  if (isRefusal(queue)) return queue;
  request.onAbort(() => queue.end());
  noteLook(question, { what: 'live', whose: owner.user ?? null });
  if (asked.after !== null) void catchUp(queue, asked.after, filter, question);
  return { status: 200, statusText: '', headers: Object.entries(HEADERS).flat(), body: queue.source };
}

/** Puts what was missed ahead of all that came since. */
async function catchUp(queue: EventQueue, id: string, filter: LiveFilter, { running, by }: Question) {
  const { store, logger } = running;
  if (!store) return queue.miss();
  queue.hold();
  try {
    const isAdmin = by.access.role === 'admin';
    const { records, complete } = await missedSince(
      id,
      filter,
      ({ identity }) => isAdmin || owns(by, identity?.login),
      readerOf(store, by.identity.login),
    );
    queue.prepend(records.map((record) => ({ id: record.id, bytes: recordEvent(record) })));
    if (!complete) queue.miss();
  } catch (error) {
    logUnreadable(logger, error);
    queue.miss();
  } finally {
    queue.release();
  }
}
