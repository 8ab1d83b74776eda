/** Hands the records of calls that are over to those who listen at this moment. */
import type { CallListener } from '../../ports/call-listener.ts';
import { refuse, type Refusal } from '../../errors.ts';
import type { CallRecord } from '../../record/record.ts';
import { recordId } from '../../record/record-id.ts';
import { configEvent, opening, recordEvent } from './events.ts';
import { createEventQueue, type EventQueue } from './event-queue.ts';

/** Somebody who wants to listen. */
export interface Listener {
  readonly login: string;
  wants(record: CallRecord): boolean;
  /** Hears that another config is in force. */
  readonly hearsConfigs: boolean;
  /** It has been here before, and said up to where it heard. */
  readonly comesBack: boolean;
  /** The host application told who it is, and is asked again only when it comes back. */
  readonly toldByHost: boolean;
  /** True if the config in force still lets it hear what it heard so far. */
  mayGoOn(): Promise<boolean>;
}

/** All who listen. */
export interface LiveFeed extends CallListener {
  /** How many there are. */
  readonly count: number;
  /** Lets somebody listen, if there is room. */
  open(listener: Listener): EventQueue | Refusal;
  /** Judges all anew: whoever may not listen any more stops. */
  judge(): void;
  /** Tells those who want to hear it that a config came into force. */
  configured(time: number, etag: string): void;
  /** Ends all, and takes no more. */
  end(): void;
}

/** Who may listen at a time: all together, and under one login. */
export const MAX_LISTENERS = 64;
export const MAX_LISTENERS_EACH = 8;
/** Places of them all that are kept for admins. */
export const KEPT_FOR_ADMINS = 16;

/** Proxies and browsers give up a connection on which nothing comes; the usual limit is a minute. */
const BEAT_MS = 15_000;
/** A token may end and a device leave without a new config: every so many beats each listener is judged anew. */
const BEATS_TO_JUDGE = 4;
/** What a host application told may be true no more, and nobody else knows: it is believed for 15 minutes. */
const BEATS_TO_BELIEVE = 60;

const STOPPING = refuse('unavailable', 'the gateway is stopping', { 'retry-after': '5' });
const FULL = refuse('unavailable', 'too many listen already; close a page that does, or try again later', {
  'retry-after': '15',
});

/** Makes a feed that nobody listens to yet. */
export function createLiveFeed(): LiveFeed {
  const listening = new Map<EventQueue, Listener & { readonly since: number }>();
  let beats = 0;
  let timer: ReturnType<typeof setInterval> | null = null;
  let stopping = false;

  /** Nothing goes out until it is known that it may. */
  const judge = (queue: EventQueue, { mayGoOn }: Listener): void => {
    queue.hold();
    mayGoOn().then(
      (may) => (may ? queue.release() : queue.end()),
      () => queue.end(),
    );
  };
  const judgeAll = (): void => {
    for (const [queue, listener] of listening) judge(queue, listener);
  };
  const beat = (): void => {
    beats += 1;
    for (const [queue, { toldByHost, since }] of listening) {
      if (toldByHost && beats - since >= BEATS_TO_BELIEVE) queue.end();
      else queue.beat();
    }
    if (beats % BEATS_TO_JUDGE === 0) judgeAll();
  };
  const stopBeating = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  const refused = ({ login, hearsConfigs }: Listener): Refusal | null => {
    if (stopping) return STOPPING;
    const own = [...listening.values()].filter((other) => other.login === login);
    const room = hearsConfigs ? MAX_LISTENERS : MAX_LISTENERS - KEPT_FOR_ADMINS;
    return listening.size >= room || own.length >= MAX_LISTENERS_EACH ? FULL : null;
  };

  return {
    get count() {
      return listening.size;
    },
    ended(record) {
      let bytes: Uint8Array | null = null;
      for (const [queue, listener] of listening) {
        // Written once, for all.
        if (listener.wants(record)) queue.add({ id: record.id, bytes: (bytes ??= recordEvent(record)) });
      }
    },
    open(listener) {
      const refusal = refused(listener);
      if (refusal) return refusal;
      const first = opening(listener.comesBack ? null : recordId(Date.now()));
      const queue = createEventQueue(first, () => {
        listening.delete(queue);
        if (listening.size === 0) stopBeating();
      });
      listening.set(queue, { ...listener, since: beats });
      timer ??= setInterval(beat, BEAT_MS);
      // A config may have come into force since it was let in.
      judge(queue, listener);
      return queue;
    },
    judge: judgeAll,
    configured(time, etag) {
      const event = configEvent(time, etag);
      for (const [queue, { hearsConfigs }] of listening) if (hearsConfigs) queue.notify(event);
    },
    end() {
      stopping = true;
      for (const queue of listening.keys()) queue.end();
    },
  };
}
