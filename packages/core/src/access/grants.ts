/** What an identity may do (spec/aperture.md 2): grants add up, nothing takes away, and without one there is nothing. */
import type { CaptureLevel } from '../config/data-settings.ts';
import type { Capability, Grant } from '../config/snapshot.ts';
import type { Identity } from '../ports/identity.ts';
import type { HeaderList } from '../wire/header-list.ts';
import { CAPABILITY_NAME, parseCapability } from './capability.ts';

/** What one identity may do. */
export interface Access {
  /** Its role, `admin` where it has both; null if no grant gives one. */
  readonly role: 'admin' | 'user' | null;
  /** The grants that apply to it, in the order they are asked. */
  readonly grants: readonly Grant[];
  /** The first permission to use a model at a provider, or null. */
  mayUse(providerId: string, model: string): Permission | null;
  /** The headers that its grants add to a request for a model, in config order; those for every model included. */
  addHeaders(providerId: string, model: string): HeaderList;
  /** How much its grants want to be kept of a request for a model, the most of them; null if none says. */
  captures(providerId: string, model: string): CaptureLevel | null;
  /** `/metrics` is open to it; being an admin is not enough (spec/aperture.md 6). */
  readonly readMetrics: boolean;
  /** The prices are open to it; being an admin is not enough here either. */
  readonly readPricing: boolean;
  /**
   * Reports may be filtered by a header; being an admin is not enough (spec/aperture.md 7.5).
   *
   * @param header its name in lower case
   */
  mayFilterBy(header: string): boolean;
}

/** What opens a model. */
export interface Permission {
  readonly grant: Grant;
  readonly capability: Capability;
}

/** Works out what an identity may do. Each request does, so selectors are looked up and patterns are compiled already. */
export function accessOf(grants: readonly Grant[], identity: Identity): Access {
  const matching = grantsFor(grants, identity);
  const policy = policyGrant(identity);
  if (policy) matching.push(policy);
  return {
    role: roleOf(matching),
    grants: matching,
    get readMetrics() {
      return matching.some(({ capabilities }) => capabilities.some((capability) => capability.readMetrics));
    },
    mayFilterBy: (header) =>
      matching.some(({ capabilities }) =>
        capabilities.some(
          ({ filterableHeaders }) =>
            filterableHeaders && (filterableHeaders.includes(header) || filterableHeaders.includes('*')),
        ),
      ),
    get readPricing() {
      return matching.some(({ capabilities }) => capabilities.some((capability) => capability.readPricing));
    },
    mayUse(providerId, model) {
      const subject = `${providerId}/${model}`;
      for (const grant of matching) {
        for (const capability of grant.capabilities) {
          if (capability.models?.matches(subject)) return { grant, capability };
        }
      }
      return null;
    },
    addHeaders(providerId, model) {
      const subject = `${providerId}/${model}`;
      const headers: string[] = [];
      for (const grant of matching) {
        for (const { models, addHeaders } of grant.capabilities) {
          if (addHeaders.length > 0 && (!models || models.matches(subject))) headers.push(...addHeaders);
        }
      }
      return headers;
    },
    captures(providerId, model) {
      const subject = `${providerId}/${model}`;
      let most: CaptureLevel | null = null;
      for (const grant of matching) {
        for (const { models, captures } of grant.capabilities) {
          if (!captures || (models && !models.matches(subject))) continue;
          if (most === null || LEVELS.indexOf(captures) > LEVELS.indexOf(most)) most = captures;
        }
      }
      return most;
    },
  };
}

/** From the least to the most. */
const LEVELS: readonly CaptureLevel[] = ['off', 'headers', 'full'];

/** The grants with a selector that names the identity, in config order. */
function grantsFor(grants: readonly Grant[], identity: Identity): Grant[] {
  const places = placesBySelector(grants);
  const found = new Set<number>();
  for (const selector of selectorsOf(identity)) {
    for (const place of places.get(selector) ?? []) found.add(place);
  }
  return [...found].sort((a, b) => a - b).map((place) => grants[place] as Grant);
}

/**
 * Every selector that names the identity (spec 2.2). The forms of a selector have name spaces of their own, so that no
 * login or group name, which others may choose, is ever read as a tag.
 */
function selectorsOf({ login, tags, groups }: Identity): string[] {
  const selectors = ['*'];
  if (!/^(?:tag|group):/.test(login)) selectors.push(login);
  // All of a device's tags at once, sorted: `tag:api` does not name a device that is `tag:prod` as well.
  const tagged = tags.join(',');
  if (tagged.startsWith('tag:')) selectors.push(tagged);
  for (const group of groups) {
    if (group.startsWith('group:') || (group.includes('@') && !group.startsWith('tag:')))
      selectors.push(group);
  }
  return selectors;
}

const indexes = new WeakMap<readonly Grant[], ReadonlyMap<string, readonly number[]>>();

/** Where each selector stands. Made once for a config: one with a grant for each of a thousand people is no slower. */
function placesBySelector(grants: readonly Grant[]): ReadonlyMap<string, readonly number[]> {
  const known = indexes.get(grants);
  if (known) return known;
  const places = new Map<string, number[]>();
  for (const [place, { src }] of grants.entries()) {
    for (const selector of src) {
      const standing = places.get(selector);
      if (standing) standing.push(place);
      else places.set(selector, [place]);
    }
  }
  indexes.set(grants, places);
  return places;
}

function roleOf(grants: readonly Grant[]): Access['role'] {
  let role: Access['role'] = null;
  for (const grant of grants) {
    for (const capability of grant.capabilities) {
      if (capability.role === 'admin') return 'admin';
      role = capability.role ?? role;
    }
  }
  return role;
}

/** Sources hand out the same capabilities until they ask again, so each set is read once. */
const policies = new WeakMap<object, Grant | null>();

/** The capabilities that came with the identity: a policy file has matched their `src` already. */
function policyGrant({ capabilities }: Identity): Grant | null {
  if (!capabilities) return null;
  const known = policies.get(capabilities);
  if (known !== undefined) return known;
  const values = Object.hasOwn(capabilities, CAPABILITY_NAME) ? capabilities[CAPABILITY_NAME] : undefined;
  const parsed = Array.isArray(values) ? values.map(parseCapability).filter((value) => value !== null) : [];
  const grant = parsed.length > 0 ? { where: 'tailnet policy', src: [], capabilities: parsed } : null;
  policies.set(capabilities, grant);
  return grant;
}
