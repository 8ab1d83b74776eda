/** Headers set by a proxy that has signed the user in: Tailscale Serve, oauth2-proxy and their kind. */
import type { HeaderConfig } from '../../config/schema/identity.ts';
import { refuse } from '../../errors.ts';
import type { Identification, IdentitySource } from '../../ports/identity.ts';
import { headerValues, type HeaderList } from '../../wire/header-list.ts';
import { compileRanges } from '../address.ts';
import { decodeWords } from '../encoded-words.ts';
import { isLogin, toGroup } from '../names.ts';

/** What Tailscale Serve tells of a user, all of it for the gateway and nothing for a provider. */
const TAILSCALE_SERVE = [
  'tailscale-user-login',
  'tailscale-user-name',
  'tailscale-user-profile-pic',
  'tailscale-headers-info',
  'tailscale-app-capabilities',
];

/**
 * A source that believes the headers of trusted peers. From any other peer the headers are nothing but text that
 * somebody wrote: they are not read, and as gateway headers they go no further either.
 */
export function createHeaderSource(config: HeaderConfig): IdentitySource {
  const login = config.login.toLowerCase();
  const isServe = login === 'tailscale-user-login';
  const name = (config.name ?? (isServe ? 'tailscale-user-name' : undefined))?.toLowerCase();
  const groups = config.groups?.toLowerCase();
  const isTrusted = compileRanges(config.trusted);
  const own = [login, name, groups].filter((header) => header !== undefined);

  return {
    type: 'header',
    headers: [...new Set(isServe ? [...own, ...TAILSCALE_SERVE] : own)],
    // The proxy adds the header for whatever the browser sends, by the user's address or cookie.
    byNetwork: true,
    identify({ headers, remoteAddress }): Identification {
      if (!isTrusted(remoteAddress)) return null;
      const sent = headerValues(headers, login);
      if (sent.length === 0) return null;
      // A proxy that adds its header to one that the client sent leaves both: one of them is a lie.
      const doubled = own.find((header) => headerValues(headers, header).length > 1);
      if (doubled !== undefined) {
        return refuse('unidentified', `the header ${doubled} came more than once; the proxy must replace it`);
      }
      const user = (sent[0] as string).trim();
      if (user === '') return null;
      if (!isLogin(user)) return refuse('unidentified', `the header ${login} names no user`);
      const displayName = name === undefined ? undefined : headerValues(headers, name)[0];
      return {
        login: user,
        tags: [],
        groups: groups === undefined ? [] : groupsIn(headers, groups),
        // Decoded, it may hold what no header can: a name must not break the line of a log.
        ...(displayName && { displayName: decodeWords(displayName).replaceAll(/\p{Cc}/gu, ' ') }),
        source: 'header',
      };
    },
  };
}

function groupsIn(headers: HeaderList, header: string): string[] {
  const names = headerValues(headers, header)[0]?.split(',') ?? [];
  return names
    .map((name) => name.trim())
    .filter(Boolean)
    .map(toGroup);
}
