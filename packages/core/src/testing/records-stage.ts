/** A gateway with records, and callers of every role who ask for them. */
import { createGateway, type Gateway } from '../gateway.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { RequestContext } from '../ports/request-context.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { RecordQuery } from '../ports/records.ts';
import type { ToolQuery, UsageQuery } from '../ports/roll-ups.ts';
import type { SessionQuery } from '../ports/sessions.ts';
import { ALICE, AS, CAP, url } from './gateway.ts';
import { memoryAudit, type MemoryAudit } from './memory-audit.ts';
import { memoryStore, type MemoryStore } from './memory-store.ts';
import { recorder } from './recorder.ts';

export const ROOT = AS('root@example.com');
/** Has no role. */
export const NOBODY = AS('nobody@example.com');
/** What programs may read that have no role: figures and prices. */
export const METRICS_ONLY = AS('metrics@example.com');

/** A user who may see prices. */
export const BUYER = AS('buyer@example.com');

const grant = (login: string, role: string): object => ({ src: [login], app: { [CAP]: [{ role }] } });

const CONFIG = {
  grants: [
    ...['alice@example.com', 'bob@example.com', 'tag:ci'].map((login) => grant(login, 'user')),
    grant('root@example.com', 'admin'),
    { src: ['buyer@example.com'], app: { [CAP]: [{ role: 'user', read_pricing: true }] } },
    { src: ['metrics@example.com'], app: { [CAP]: [{ read_metrics: true, read_pricing: true }] } },
  ],
  providers: { openai: { baseurl: 'https://api.openai.com', apikey: 'k', models: ['gpt-5'] } },
};

export interface RecordsStage {
  readonly gateway: Gateway;
  readonly kept: MemoryStore;
  /** What the store was asked. */
  readonly asked: {
    readonly find: RecordQuery[];
    readonly get: string[];
    readonly usage: UsageQuery[];
    readonly sessions: SessionQuery[];
    readonly tools: ToolQuery[];
  };
  /** Messages, with the reason where there is one. */
  readonly log: string[];
  readonly audit: MemoryAudit;
  /** Asks below `/aperture/`, or where a path says, as the user alice if nobody else is named. */
  get(
    path: string,
    context?: RequestContext,
    more?: { method?: string; headers?: Record<string, string>; body?: object },
  ): Promise<Response>;
}

/**
 * @param store what the store does otherwise than it should
 * @param auditing what the audit log does otherwise than it should
 */
export function recordsStage(
  kept = memoryStore(),
  store: Partial<RecordStore> = {},
  auditing: Partial<AuditLog> = {},
): RecordsStage {
  const asked: RecordsStage['asked'] = { find: [], get: [], usage: [], sessions: [], tools: [] };
  const log: string[] = [];
  const audit = memoryAudit();
  const gateway = createGateway(CONFIG, {
    transport: recorder(),
    store: {
      ...kept,
      find: heard(asked.find, kept.find),
      get: heard(asked.get, kept.get),
      usage: heard(asked.usage, kept.usage),
      sessions: heard(asked.sessions, kept.sessions),
      tools: heard(asked.tools, kept.tools),
      ...store,
    },
    audit: { ...audit, ...auditing },
    logger: { log: (_level, message, fields) => void log.push(`${message}: ${String(fields?.['why'])}`) },
  });
  return {
    gateway,
    kept,
    asked,
    log,
    audit,
    get: (path, context = ALICE, { method = 'GET', headers = {}, body } = {}) => {
      const init = body && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      };
      return gateway.fetch(
        new Request(url(path.startsWith('/') ? path : `/aperture/${path}`), { method, headers, ...init }),
        context,
      );
    },
  };
}

/** The same, and remembers what it was asked. */
function heard<Asked, Told>(asked: Asked[], ask: (asked: Asked) => Told): (asked: Asked) => Told {
  return (question) => {
    asked.push(question);
    return ask(question);
  };
}

/** The parts of a problem of RFC 9457. */
export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly {
    readonly location: string;
    readonly message: string;
    readonly value?: string;
  }[];
}

/** What an answer says no with. */
export async function problemOf(answer: Response): Promise<Problem> {
  if (answer.headers.get('content-type') !== 'application/problem+json') throw new Error('no problem');
  return (await answer.json()) as Problem;
}
