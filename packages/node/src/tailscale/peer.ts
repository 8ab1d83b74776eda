/** An answer of the Tailscale daemon as an identity (spec/aperture.md 6). */
import type { Identity } from '@aperturejs/core';
import type { WhoIs } from './local-api.ts';

/** The identity of a peer: a tagged device is its tags, any other its user. Null for one that is neither. */
export function identityOf({
  Node: node,
  UserProfile: profile,
  CapMap: capabilities,
}: WhoIs): Identity | null {
  const tags = strings(node?.Tags).toSorted();
  // The profile of every tagged device is one that stands for all of them, so the tags are looked at first.
  const login = tags.length > 0 ? tags.join(',') : profile?.LoginName;
  if (typeof login !== 'string' || login === '') return null;
  const displayName = tags.length > 0 ? node?.ComputedName : profile?.DisplayName;
  return Object.freeze({
    login,
    ...(typeof node?.StableID === 'string' && { node: node.StableID }),
    tags,
    groups: tags.length > 0 ? [] : strings(profile?.Groups),
    ...(typeof displayName === 'string' && displayName !== '' && { displayName }),
    source: 'tailscale',
    capabilities: Object.freeze(capabilitiesOf(capabilities)),
  });
}

/** Only what has the shape of a list of capabilities. */
function capabilitiesOf(value: unknown): Record<string, readonly unknown[]> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1])));
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
