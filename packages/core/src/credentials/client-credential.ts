/** The credentials that clients bring themselves: where they may stand, and whether there is one. */
import type { Authorization } from '../config/snapshot.ts';
import { withoutParameters } from '../routing/path.ts';
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import type { Credential } from './credential.ts';
import { GOOGLE_KEY_HEADER, GOOGLE_KEY_PARAMETERS, googleKeyIn, takesGoogleKey } from './google-key.ts';

/** Headers in which a client's own vendor credential travels (spec/aperture.md 4.2), Azure's own among them. */
export const CLIENT_CREDENTIALS: readonly string[] = [
  'authorization',
  'x-api-key',
  GOOGLE_KEY_HEADER,
  'api-key',
];

/**
 * Query parameters, in lower case, in which Google's APIs, Azure's and those after their pattern take one, and those of
 * which AWS makes a signed URL.
 */
export const CREDENTIAL_PARAMETERS: ReadonlySet<string> = new Set([
  'key',
  'access_token',
  'oauth_token',
  'api_key',
  'api-key',
  'apikey',
  'subscription-key',
  // Google's short forms for a key, and for any header at all.
  '$key',
  '$httpheaders',
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-signedheaders',
  'x-amz-signature',
  'x-amz-security-token',
]);

/** What a client sent that may hold its own credential. */
export interface ClientCall {
  /** The name of the format. */
  readonly format: string;
  /** As they came. */
  readonly headers: HeaderList;
  /** With its `?`. */
  readonly query: string;
  /** Lower-case names of headers that are meant for the gateway and so are no vendor credentials. */
  readonly reserved: ReadonlySet<string>;
}

const PASSTHROUGH: Credential = { kind: 'passthrough', keepClient: true, headers: [] };

/** True if the client sent a vendor credential in one of these headers that is not empty. */
export function bringsCredential(
  headers: HeaderList,
  reserved: ReadonlySet<string>,
  names: readonly string[] = CLIENT_CREDENTIALS,
): boolean {
  for (let i = 0; i < headers.length; i += 2) {
    const name = (headers[i] as string).toLowerCase();
    if (names.includes(name) && !reserved.has(name) && (headers[i + 1] as string).trim() !== '') return true;
  }
  return false;
}

/**
 * The client's own credential; null if it brought none.
 *
 * @param authorization which header it goes on in if it came in two
 */
export function clientCredential(call: ClientCall, authorization: Authorization): Credential | null {
  const { format, headers, query, reserved } = call;
  const movable = takesGoogleKey(format) && withoutParameters(query, GOOGLE_KEY_PARAMETERS) !== query;
  if (movable && !bringsCredential(headers, reserved, [GOOGLE_KEY_HEADER])) {
    const key = googleKeyIn(query);
    if (key !== undefined) {
      return { ...PASSTHROUGH, headers: [GOOGLE_KEY_HEADER, key], moved: GOOGLE_KEY_PARAMETERS };
    }
  }
  const rest = movable ? withoutParameters(query, GOOGLE_KEY_PARAMETERS) : query;
  if (!bringsCredential(headers, reserved) && withoutParameters(rest, CREDENTIAL_PARAMETERS) === rest) {
    return null;
  }
  const repeated = repeatedHeader(call, authorization);
  if (!movable && !repeated) return PASSTHROUGH;
  return {
    ...PASSTHROUGH,
    ...(repeated && { repeated }),
    ...(movable && { moved: GOOGLE_KEY_PARAMETERS }),
  };
}

/**
 * Gemini CLI with `GEMINI_API_KEY_AUTH_MECHANISM=bearer` sends one credential as a key and as a token; Google refuses it for
 * not being the one or the other. The header that the provider's `authorization` names goes on.
 */
function repeatedHeader(
  { format, headers, reserved }: ClientCall,
  authorization: Authorization,
): string | undefined {
  const key = takesGoogleKey(format) ? headerValue(headers, GOOGLE_KEY_HEADER)?.trim() : undefined;
  if (!key || headerValue(headers, 'authorization') !== `Bearer ${key}`) return undefined;
  if (reserved.has('authorization') || reserved.has(GOOGLE_KEY_HEADER)) return undefined;
  return authorization === GOOGLE_KEY_HEADER ? 'authorization' : GOOGLE_KEY_HEADER;
}
