/** An answer of the Tailscale daemon as an identity (spec/aperture.md 6). */
import { CAPABILITY_NAME, type Identity } from '@aperturejs/core';
import type { WhoIs } from './local-api.ts';

/**
 * The identity of a peer: a tagged device is its tags, any other its user. Null for one that is neither.
 *
 * @param capability the name that grants for the gateway have in the policy file
 */
export function identityOf(
  { Node: node, UserProfile: profile, CapMap: capabilities }: WhoIs,
  capability: string,
): Identity | null {
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
    capabilities: Object.freeze(capabilitiesOf(capabilities, capability)),
  });
}

/** Only what has the shape of a list of capabilities, with the gateway's own under the name that grants look for. */
function capabilitiesOf(value: unknown, own: string): Record<string, readonly unknown[]> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const lists = entries.filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  const named = Object.fromEntries(lists);
  // One name counts: whoever may write grants under another does not decide who uses the gateway.
  const { [own]: granted, [CAPABILITY_NAME]: _, ...others } = named;
  return { ...others, ...(granted && { [own]: granted, [CAPABILITY_NAME]: granted }) };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
