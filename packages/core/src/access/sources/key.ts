/** Gateway keys: each stands for a login, and only its hash is known to the gateway. */
import type { GatewayKey, KeyConfig } from '../../config/schema/identity.ts';
import type { Identification, Identity, IdentitySource } from '../../ports/identity.ts';
import { toGroup } from '../names.ts';
import { sentCredential, wrongCredential } from '../sent-credential.ts';

const MAX_LENGTH = 512;

/**
 * A source that knows gateway keys. A key is looked up by its SHA-256, so the time that takes tells nothing about the
 * keys there are. A slow hash would guard weak passwords; a key is long and random, and paid for on each request.
 */
export function createKeySource(config: KeyConfig): IdentitySource {
  const header = config.header.toLowerCase();
  const byHash = new Map(config.keys.map((key) => [key.sha256.toLowerCase(), identityOf(key)]));
  // Keys that were right before, in memory only: at most as many as the config has. Hashing by crypto.subtle leaves
  // the event loop's turn, which costs a request more than all the rest of telling who calls.
  const known = new Map<string, Identity>();

  const lookUp = async (key: string): Promise<Identification> => {
    const identity = byHash.get(await hashKey(key));
    if (!identity) return wrongCredential(header, 'is not known here');
    known.set(key, identity);
    return identity;
  };

  return {
    type: 'key',
    headers: [header],
    byNetwork: false,
    identify({ headers }) {
      const key = sentCredential(headers, header, MAX_LENGTH);
      return typeof key === 'string' ? (known.get(key) ?? lookUp(key)) : key;
    },
  };
}

/** The SHA-256 of a gateway key in hexadecimal, as the config's `sha256` wants it. */
export async function hashKey(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function identityOf({ sha256, login, name, tags, groups }: GatewayKey): Identity {
  return Object.freeze({
    login,
    // Enough of the hash to tell keys apart in a log, and nothing a key could be found from.
    node: `key:${sha256.slice(0, 12).toLowerCase()}`,
    tags: tags.toSorted(),
    groups: groups.map(toGroup),
    ...(name !== undefined && { displayName: name }),
    source: 'key',
  });
}
