/** Writes the audit log: what admins did, and whose records they looked at. Nobody waits for it, and no failure of it stops anybody. */
import type { AuditEvent, AuditLog } from '../ports/audit-log.ts';
import type { Identity } from '../ports/identity.ts';
import type { Logger } from '../ports/logger.ts';
import type { RecordedIdentity } from '../record/record.ts';
import { recordId } from '../record/record-id.ts';
import { redactText } from '../record/redact.ts';
import { boundDetail } from './detail.ts';

/** A look at the records of others. */
export interface Look {
  readonly by: Identity;
  /** A list or a table, one record with its capture, sums, conversations, tools, or all that come from now on. */
  readonly what: 'records' | 'record' | 'usage' | 'sessions' | 'tools' | 'live';
  /** Their login; null for everybody, and for a caller whom nobody could tell. */
  readonly whose: string | null;
  /** Of the one record; null for many. */
  readonly id: string | null;
}

/** What happened, before it has an id and a time. */
export interface Happening {
  /** Null if it was nobody who asked the gateway: a file that changed on the disk. */
  readonly actor: Identity | null;
  /** `config.saved`, `records.viewed`, … */
  readonly action: string;
  readonly target: string | null;
  /** Holds no secret; what is more than 16 kB is left out. */
  readonly detail: AuditEvent['detail'];
}

/** The audit log, as the rest of the gateway knows it. All of it returns at once, and nothing throws. */
export interface Auditor {
  readonly log: AuditLog;
  /** Keeps that something happened. */
  note(happening: Happening): void;
  /** Keeps a look. Looks at the same by the same admin are one event for ten minutes, which counts them. */
  looked(look: Look): void;
  /** Why the last event could not be kept; null if it could. */
  readonly failing: string | null;
}

/** How long a look is the same look, in milliseconds. */
export const SAME_LOOK_MS = 600_000;
/** Looks that are remembered. Beyond it the one that began first ends early. */
const MAX_LOOKS = 1_000;

interface OpenLook {
  event: AuditEvent;
  looks: number;
  writing: boolean;
  /** There was another look while the last was on its way. */
  more: boolean;
}

export function createAuditor(log: AuditLog, logger: Logger): Auditor {
  const open = new Map<string, OpenLook>();
  let failing: string | null = null;

  const add = async (event: AuditEvent): Promise<boolean> => {
    try {
      await log.add(event);
      if (failing !== null) logger.log('info', 'the audit log takes events again');
      failing = null;
      return true;
    } catch (error) {
      failing = error instanceof Error ? error.message : String(error);
      return false;
    }
  };
  /** What the log could not take is told here, where somebody may find it. */
  const lost = ({ actor, action, target, detail }: AuditEvent): void =>
    logger.log('error', 'the audit log failed, and has no trace of this', {
      why: failing,
      actor: actor?.login ?? null,
      action,
      target,
      detail,
    });
  const note: Auditor['note'] = ({ actor, action, target, detail }) => {
    const event = newEvent({ actor, action, target, detail: boundDetail(detail) });
    void add(event).then((kept) => kept || lost(event));
  };
  const write = async (look: OpenLook): Promise<void> => {
    look.writing = true;
    do {
      look.more = false;
      const first = look.looks === 1;
      const kept = await add(look.event);
      // Told once a look, not once a count.
      if (!kept && first) lost(look.event);
    } while (look.more);
    look.writing = false;
  };

  return {
    log,
    get failing() {
      return failing;
    },
    note,
    looked({ by, what, whose, id }) {
      const now = Date.now();
      // A login that was asked for is whatever somebody typed.
      const target = whose === null ? (what === 'record' ? null : '*') : redactText(whose);
      const key = JSON.stringify([by.login, by.node, what, target, id]);
      const before = open.get(key);
      const same = before && now - before.event.time < SAME_LOOK_MS ? before : null;
      const looks = (same?.looks ?? 0) + 1;
      const detail = { what, ...(id !== null && { record: id }), looks, until: new Date(now).toISOString() };
      const event = same
        ? { ...same.event, detail }
        : newEvent({ actor: by, action: 'records.viewed', target, detail });
      const look = same ?? { event, looks, writing: false, more: false };
      look.event = event;
      look.looks = looks;
      if (!same) {
        open.delete(key);
        open.set(key, look);
        const [oldest] = open.keys();
        if (open.size > MAX_LOOKS && oldest !== undefined) open.delete(oldest);
      }
      if (look.writing) look.more = true;
      else void write(look);
    },
  };
}

function newEvent({ actor, ...what }: Happening): AuditEvent {
  const time = Date.now();
  return { id: recordId(time), time, actor: actor && recorded(actor), ...what };
}

function recorded({ login, node, tags, source }: Identity): RecordedIdentity {
  return { login, node: node ?? null, tags, source };
}
