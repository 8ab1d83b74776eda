/** `aperture key`: a key for callers that neither a network nor a proxy identifies. */
import { randomBytes } from 'node:crypto';
import { hashKey } from '@aperturejs/core';
import { EXIT, type Io } from './io.ts';
import { parseOptions, required } from './options.ts';

/** Prints a new key and its config entry. The key is kept nowhere: the entry holds its hash. */
export async function key(args: readonly string[], io: Io): Promise<number> {
  const { values } = parseOptions(args, {
    login: { type: 'string' },
    name: { type: 'string' },
    tag: { type: 'string', multiple: true },
    group: { type: 'string', multiple: true },
  });
  const login = required('login', values.login);
  // 256 bits; the prefix lets secret scanners and people tell what they have found.
  const secret = `aperture_${randomBytes(32).toString('base64url')}`;
  const entry = {
    sha256: await hashKey(secret),
    login,
    ...(values.name !== undefined && { name: values.name }),
    ...(values.tag && { tags: values.tag }),
    ...(values.group && { groups: values.group }),
  };
  io.out(
    `The key, shown this once. Clients send it in the header x-aperture-key:\n\n  ${secret}\n\n` +
      'The entry for "keys" of the { "type": "key" } source under "identity":\n\n' +
      `  ${JSON.stringify(entry)}\n`,
  );
  return EXIT.ok;
}
