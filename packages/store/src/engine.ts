/** Everything that is asked of the database. It knows nothing of threads: a worker holds it, and tests do. */
import type {
  AuditEvent,
  AuditPage,
  AuditQuery,
  Entry,
  RecordPage,
  RecordQuery,
  SessionPage,
  SessionQuery,
  ToolQuery,
  ToolRow,
  UsageQuery,
  UsageRow,
} from '@aperturejs/core';
import type { DatabaseAddress } from './database/address.ts';
import type { OpenDatabase } from './database/kind.ts';
import { openDatabase } from './database/open.ts';
import { addConfig, getConfig, listConfigs, type ConfigAnswers } from './queries/configs.ts';
import { addAudit, findAudit, pruneAudit, type AuditLimits } from './queries/audit.ts';
import {
  abandonExport,
  beginExport,
  exportStatus,
  finishExport,
  readExport,
  type ExportAnswers,
} from './queries/exports.ts';
import { findRecords, getRecord } from './queries/find.ts';
import { prune, type Pruned, type PruneLimits } from './queries/prune.ts';
import { findSessions } from './queries/sessions.ts';
import { sumsFor } from './queries/sums.ts';
import { sumTools } from './queries/tools.ts';
import { writeEntries } from './queries/write.ts';

/** An open database. Each operation takes one argument, so that it can be asked for from another thread. */
export interface Engine extends ExportAnswers, ConfigAnswers {
  /** Writes all of it or nothing. Entries that are there already are left alone, so it may be asked again. */
  write(entries: readonly Entry[]): Promise<void>;
  find(query: RecordQuery): Promise<RecordPage>;
  get(id: string): Promise<Entry | null>;
  sessions(query: SessionQuery): Promise<SessionPage>;
  usage(query: UsageQuery): Promise<readonly UsageRow[]>;
  tools(query: ToolQuery): Promise<readonly ToolRow[]>;
  /** Keeps an event of the audit log; one with the id of an earlier one takes its place. */
  addAudit(event: AuditEvent): Promise<void>;
  findAudit(query: AuditQuery): Promise<AuditPage>;
  /**
   * Drops the oldest events of the audit log, a bounded number of them.
   *
   * @returns true if there is more to drop
   */
  pruneAudit(limits: AuditLimits): Promise<boolean>;
  /** Drops what is kept no longer, a bounded number of rows. */
  prune(limits: PruneLimits): Promise<Pruned>;
  close(): Promise<void>;
}

/** Opens a database and brings its tables up to date. */
export async function openEngine(address: DatabaseAddress): Promise<Engine> {
  return engineOf(await openDatabase(address));
}

/** What is asked of a database that is open and up to date. */
export function engineOf(open: OpenDatabase): Engine {
  const { tables } = open;
  return {
    write: (entries) => writeEntries(tables, entries),
    find: (query) => findRecords(tables, query),
    get: (id) => getRecord(tables, id),
    sessions: (query) => findSessions(tables, query),
    usage: (query) => sumsFor(tables, query),
    tools: (query) => sumTools(tables, query),
    addAudit: (event) => addAudit(tables, event),
    findAudit: (query) => findAudit(tables, query),
    pruneAudit: (limits) => pruneAudit(tables, limits),
    prune: (limits) => prune(open, limits),
    beginExport: (request) => beginExport(tables, request),
    readExport: (query) => readExport(tables, query),
    finishExport: (finished) => finishExport(tables, finished),
    abandonExport: (ticket) => abandonExport(tables, ticket),
    exportStatus: () => exportStatus(tables),
    addConfig: (version) => addConfig(tables, version),
    listConfigs: (query) => listConfigs(tables, query),
    getConfig: (id) => getConfig(tables, id),
    close: () => tables.destroy(),
  };
}
