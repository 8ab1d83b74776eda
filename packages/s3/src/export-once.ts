/** One export: from the records that wait to an object in the bucket. */
import type { ExportLedger, S3Settings } from '@aperturejs/core';
import { encode } from 'cborg';
import { setImmediate } from 'node:timers/promises';
import { putObject, type BucketPorts } from './bucket.ts';
import { compressed } from './compressed.ts';
import { exportedRecord } from './exported-record.ts';

/** What an export came to. */
export interface Exported {
  /** It was this exporter's turn. */
  readonly begun: boolean;
  readonly records: number;
  /** More wait. */
  readonly more: boolean;
}

/** Bytes of an object before it is compressed; what is beyond goes into the next one. A single record may have more. */
const MAX_BYTES = 16_777_216;
/** Longer than reading, compressing and three tries take. Whoever died in an export holds up the next one for so long. */
const LEASE_MS = 600_000;

/**
 * Exports what waits, up to the limit. A record is marked once its object is there, so that none is lost; whoever dies
 * between the two leaves it to be exported again.
 */
export async function exportOnce(
  settings: S3Settings,
  ledger: ExportLedger,
  ports: BucketPorts,
): Promise<Exported> {
  const ticket = await ledger.begin({ now: Date.now(), every: settings.every, lease: LEASE_MS });
  if (!ticket) return { begun: false, records: 0, more: false };
  try {
    const { ids, chunks, more } = await gather(ledger, settings.limit);
    if (ids.length > 0) {
      const key = objectKey(settings.prefix, ticket.unix);
      await putObject(settings, key, await compressed(chunks), ports);
    }
    if (!(await ledger.finish(ticket, ids, more))) throw new Error('it took too long, and is done again');
    return { begun: true, records: ids.length, more };
  } catch (error) {
    await ledger.abandon(ticket).catch(() => {});
    throw error;
  }
}

/** The name of an object (spec/aperture.md 7.7). */
export function objectKey(prefix: string, unix: number): string {
  return `${prefix === '' ? '' : `${prefix}/`}ts-aperture-export-${unix}.cbor.zstd`;
}

/** Reads and writes them a few at a time, with everybody else's turn in between. */
async function gather(
  ledger: ExportLedger,
  limit: number,
): Promise<{ readonly ids: string[]; readonly chunks: Uint8Array[]; readonly more: boolean }> {
  const ids: string[] = [];
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  while (ids.length < limit && bytes < MAX_BYTES) {
    const entries = await ledger.read({ after: ids.at(-1) ?? null, count: limit - ids.length });
    if (entries.length === 0) return { ids, chunks, more: false };
    for (const entry of entries) {
      const chunk = encode(exportedRecord(entry));
      chunks.push(chunk);
      bytes += chunk.length;
      ids.push(entry.record.id);
      await setImmediate();
    }
  }
  return { ids, chunks, more: true };
}
