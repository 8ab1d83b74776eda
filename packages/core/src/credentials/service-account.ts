/**
 * `keyfile::` keys: a Google service account's JSON, from which short-lived tokens are made (spec/aperture.md 1.7). What
 * the JSON holds is told to nobody but the token endpoint; problems name its fields and never quote them.
 */
import { isLocalHost } from '../access/host-name.ts';

/** A Google service account. */
export interface ServiceAccount {
  readonly kind: 'service_account';
  /** The account's name, which is no secret: `gateway@my-project.iam.gserviceaccount.com`. */
  readonly email: string;
  /** PKCS #8 in PEM. */
  readonly privateKey: string;
  readonly privateKeyId: string | undefined;
  /** Where tokens are had. It belongs to the config as the provider's `baseurl` does: no client chooses it. */
  readonly tokenUri: string;
  /** The project that the account belongs to, if the file names one. */
  readonly projectId: string | undefined;
}

/** What an `apikey` with a service account begins with. */
export const KEYFILE = 'keyfile::';

/** Where Google's own libraries ask, whatever the file says. */
const GOOGLE_TOKEN_URI = 'https://oauth2.googleapis.com/token';

/** A project's id, also of the older kind with a domain: `example.com:my-project`. */
const PROJECT_ID = /^[a-z][a-z0-9.:-]*$/;

/**
 * Reads a `keyfile::` key. The rest is the JSON in base64, of either alphabet and with line breaks, or the JSON itself.
 *
 * @returns the account, or what is wrong with it
 */
export function parseKeyfile(apikey: string): ServiceAccount | string {
  const file = jsonIn(apikey.slice(KEYFILE.length).trim());
  if (typeof file === 'string') return file;
  if (file['type'] !== 'service_account') return 'has a "type" other than "service_account"';
  const missing = ['client_email', 'private_key'].filter((name) => !isText(file[name]));
  if (missing.length > 0) return `lacks ${missing.map((name) => `"${name}"`).join(' and ')}`;

  const tokenUri = file['token_uri'] ?? GOOGLE_TOKEN_URI;
  if (typeof tokenUri !== 'string' || !isTokenUri(tokenUri)) {
    return 'has a "token_uri" that is no https:// URL, nor an http:// one of this machine';
  }
  const privateKey = (file['private_key'] as string).trim();
  if (!isRsaKey(privateKey)) return 'has a "private_key" that is no RSA key in PEM ("BEGIN PRIVATE KEY")';
  const email = file['client_email'] as string;
  if (!/^[\w.+-]+@[\w.-]+$/.test(email)) return 'has a "client_email" that is no e-mail address';
  const projectId = file['project_id'];
  if (isText(projectId) && !PROJECT_ID.test(projectId)) return 'has a "project_id" that no project can have';
  const privateKeyId = file['private_key_id'];
  return {
    kind: 'service_account',
    email,
    privateKey,
    privateKeyId: isText(privateKeyId) ? privateKeyId : undefined,
    tokenUri,
    projectId: isText(projectId) ? projectId : undefined,
  };
}

function jsonIn(content: string): Readonly<Record<string, unknown>> | string {
  // No base64 begins with a brace: `keyfile::${file:/run/secrets/account.json}` says what is meant.
  const text = content.startsWith('{') ? content : fromBase64(content);
  if (text === null || text === '') return 'is not base64';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message would quote the file.
    return 'is not JSON';
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : 'is no JSON object';
}

function fromBase64(text: string): string | null {
  const standard = text.replaceAll(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/');
  try {
    const bytes = Uint8Array.from(atob(standard), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function isTokenUri(text: string): boolean {
  const url = URL.parse(text);
  if (!url || url.username || url.password) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLocalHost(url.hostname));
}

/** The object identifier of RSA keys (RFC 8017, A.1), which stands near the beginning of a PKCS #8 structure. */
const RSA = '\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01';

/** True for what looks like an RSA key: the Web platform can read a key only asynchronously, which is too late here. */
function isRsaKey(pem: string): boolean {
  const body = /^-----BEGIN PRIVATE KEY-----\s([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----$/.exec(pem)?.[1];
  if (body === undefined) return false;
  try {
    return atob(body.replaceAll(/\s/g, '')).slice(0, 40).includes(RSA);
  } catch {
    return false;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
