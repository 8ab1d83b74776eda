/** Capabilities as JSON, the way a tailnet policy file hands them over (spec/aperture.md 2.3). */
import type { CaptureLevel } from '../config/data-settings.ts';
import type { Capability } from '../config/snapshot.ts';
import { compilePattern } from './pattern.ts';

/** The name under which a grant's `app` holds what concerns the gateway. */
export const CAPABILITY_NAME = 'tailscale.com/cap/aperture';

/**
 * Headers that belong to one connection (RFC 9110, 7.6.1) or that the transport writes itself. Setting them could make
 * gateway and provider disagree on where a request ends, or send it to another site of the same host.
 */
export const UNSETTABLE: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Reads a capability. Null if one of the fields that decide on access or change the request is not what it should be:
 * half a capability might give more than its writer meant, such as a model without the header that bills it. Fields
 * of other features are not looked at.
 */
export function parseCapability(value: unknown): Capability | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const {
    role,
    models,
    captures,
    read_metrics: metrics,
    read_pricing: pricing,
    filterable_headers: filterable,
    add_headers: entries = [],
  } = value as Record<string, unknown>;
  if (role !== undefined && role !== 'admin' && role !== 'user') return null;
  if (models !== undefined && (typeof models !== 'string' || models === '')) return null;
  if (captures !== undefined && !isCaptureLevel(captures)) return null;
  if (!Array.isArray(entries)) return null;
  const addHeaders: string[] = [];
  for (const entry of entries) {
    const header = parseHeaderEntry(entry);
    if (!header) return null;
    if (!UNSETTABLE.has(header[0].toLowerCase())) addHeaders.push(...header);
  }
  return {
    ...(role !== undefined && { role }),
    ...(models !== undefined && { models: compilePattern(models) }),
    addHeaders,
    ...(captures !== undefined && { captures }),
    // Anything but a plain yes opens nothing.
    ...(metrics === true && { readMetrics: true as const }),
    ...(pricing === true && { readPricing: true as const }),
    ...(Array.isArray(filterable) && { filterableHeaders: namesIn(filterable) }),
  };
}

/** Names, or objects that have one as those of `database.headers.filterable` do. */
function namesIn(list: readonly unknown[]): string[] {
  return list.flatMap((entry) => {
    const name =
      typeof entry === 'object' && entry !== null ? (entry as { readonly name?: unknown }).name : entry;
    return typeof name === 'string' ? [name.trim().toLowerCase()] : [];
  });
}

function isCaptureLevel(value: unknown): value is CaptureLevel {
  return value === 'off' || value === 'headers' || value === 'full';
}

/** Reads `Header-Name: value`. Null if it is none, or would break out of its line. */
export function parseHeaderEntry(entry: unknown): readonly [name: string, value: string] | null {
  if (typeof entry !== 'string') return null;
  const colon = entry.indexOf(':');
  const name = entry.slice(0, Math.max(colon, 0));
  const value = entry.slice(colon + 1).trim();
  // RFC 9110, 5.1 and 5.5: a token, and no control characters but the tab; Latin-1 at most, as the wire has it.
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return null;
  return [name, value];
}
