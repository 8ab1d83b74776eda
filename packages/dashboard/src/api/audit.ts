/** Who did what in the administration, as `/aperture/audit` tells it. */
import { getJson, type Parameters } from './request.ts';

/** The actions that the gateway writes down. */
export const AUDIT_ACTIONS = [
  'config.saved',
  'config.restored',
  'config.changed_on_disk',
  'records.viewed',
] as const;

export interface AuditEvent {
  readonly id: string;
  readonly time: string;
  /** Null for what nobody did here, such as a change of the file. */
  readonly actor: { readonly login: string } | null;
  readonly action: string;
  readonly target: string | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

export const findEvents = (
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<{ events: readonly AuditEvent[]; next: string | null }> =>
  getJson('aperture/audit', parameters, { signal });
