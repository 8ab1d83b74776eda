/**
 * Takes secrets out of what a capture keeps: by the names of headers and fields that hold them, and by the shapes that
 * keys and tokens have wherever they stand (field.md D10, C33). What is taken out leaves a mark.
 */
import { CREDENTIALS } from '../relay/headers.ts';
import type { HeaderList } from '../wire/header-list.ts';

/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

/** Headers whose values are secrets or hold some. Codex's turn metadata may hold a remote's URL with its password. */
const SECRET_HEADERS: ReadonlySet<string> = new Set([
  ...CREDENTIALS,
  'proxy-authorization',
  'authentication-info',
  'proxy-authentication-info',
  'cookie',
  'cookie2',
  'set-cookie',
  'set-cookie2',
  'sec-websocket-protocol',
  'x-codex-turn-metadata',
  'x-codex-turn-state',
  'x-forwarded-client-cert',
]);

/** Names that tell of a secret, whoever made them up. Counts of tokens (`x-ratelimit-remaining-tokens`) are none. */
const SECRET_NAME =
  /(?:^|[-_.])(?:api[-_]?key|access[-_]?key|key|secret|token|passw(?:or)?d|credentials?|session[-_]?token|jwt|assertion|signature|auth)$|authorization|^(?:x-aperture-|tailscale-|x-auth-request-|cf-access-|x-amzn-oidc-|x-goog-iap-|x-ms-token-|x-ms-client-principal|x-pomerium-)/i;

/**
 * Keys and tokens by their shapes. Each has a beginning that ordinary text does not, and what lacks every beginning of a
 * shape is not searched for it: a megabyte takes some milliseconds less.
 */
const SHAPES: readonly (readonly [beginnings: readonly string[], shape: RegExp])[] = [
  // JSON Web Tokens, whole or cut: a head that is an object.
  [['eyJ'], /\beyJ[\w-]{10,}(?:\.[\w-]*){0,4}/g],
  // OpenAI, Anthropic, OpenRouter; Stripe.
  [['sk-', 'rk-', 'pk-'], /\b(?:sk|rk|pk)-(?:[A-Za-z0-9]+-)*[\w-]{12,}/g],
  [['_live_', '_test_'], /\b(?:sk|rk)_(?:live|test)_\w{12,}/g],
  // Google.
  [['AIza'], /\bAIza[\w-]{30,}/g],
  [['ya29.'], /\bya29\.[\w-]{20,}/g],
  // GitHub, GitLab, Slack.
  [['gh', 'github_pat_', 'glpat-'], /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,})/g],
  [['xox'], /\bxox[abeoprs]-[\w-]{10,}/g],
  // AWS and Bedrock.
  [['AKIA', 'ASIA', 'ABSK'], /\b(?:AKIA|ASIA|ABSK)[A-Z0-9][\w+/=]{11,}/g],
  // Hugging Face, Groq, xAI, Perplexity, NVIDIA, npm, DigitalOcean, Tailscale.
  [
    ['hf_', 'gsk_', 'xai-', 'pplx-', 'nvapi-', 'npm_', 'dop_v1_', 'tskey-'],
    /\b(?:hf_|gsk_|xai-|pplx-|nvapi-|npm_|dop_v1_|tskey-)[\w-]{12,}/g,
  ],
  [['PRIVATE KEY'], /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g],
];

/** `Bearer …` and its kind in running text: the scheme stays. */
const SCHEME = /\b(Bearer|Basic|Splunk|Token)(\s+|%20)[\w.~+/=-]{8,}/gi;
/** A password in a URL. It is found by the sign before it: words are many, and each might be a scheme. */
const USERINFO = /:\/\/[^\s/@"'<>]{1,256}@/g;
/** A parameter of a URL that holds a secret; the sign before it tells it from other text. */
const PARAMETER =
  /([?&](?:key|api[-_]?key|access[-_]?token|oauth[-_]?token|token|secret|password|sig|signature|subscription-key|x-amz-(?:signature|credential|security-token))=)[^\s&#"'<>\\]+/gi;

/**
 * A field of JSON whose name tells of a secret, up to where its string begins. Codex puts its metadata into the body as well.
 * The backslashes before the quotes are told from those behind the name: to search for them in front would take time that
 * grows with the square of a run of them.
 */
const FIELD =
  /"(?:x-codex-turn-metadata|x-codex-turn-state|authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-key|api_key|apikey|x-goog-api-key|access_token|refresh_token|id_token|client_secret|private_key|password|secret_access_key|session_token)(\\*)"\s*:\s*\1"/gi;

/**
 * Where the strings of such fields begin, with the backslashes before their quotes: in a string of JSON, such as a tool's
 * arguments, there are some.
 */
function* secretFields(text: string): Generator<{ readonly start: number; readonly depth: number }> {
  for (const { index, 0: all, 1: backslashes = '' } of text.matchAll(FIELD)) {
    if (!text.startsWith(backslashes, index - backslashes.length)) continue;
    yield { start: index + all.length, depth: backslashes.length };
  }
}

/** The text with the strings of such fields taken out. */
function redactFields(text: string): string {
  let result = '';
  let from = 0;
  for (const { start, depth } of secretFields(text)) {
    // A field inside a string that is taken out already.
    if (start < from) continue;
    result += text.slice(from, start) + REDACTED;
    from = endOfString(text, start, depth);
  }
  return from === 0 ? text : result + text.slice(from);
}

/**
 * The index of the delimiter that ends a string, its backslashes included; the end of the text if there is none.
 *
 * @param depth backslashes before the quotes of the string: none, or one, three, seven … in a string of JSON
 */
function endOfString(text: string, start: number, depth: number): number {
  for (let quote = text.indexOf('"', start); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (quote - 1 - backslashes >= start && text[quote - 1 - backslashes] === '\\') backslashes += 1;
    // Each backslash of the string is written as two of this depth; what remains belongs to the quote.
    if (backslashes % (2 * (depth + 1)) === depth) return quote - depth;
  }
  return text.length;
}

/** Where a text holds something secret: from the first index up to, and without, the second. */
export type Range = readonly [from: number, to: number];

/**
 * Where {@link redactText} would take something out; of a URL's user and password only the password. Ordered, and apart from
 * each other.
 */
export function secretRanges(text: string): Range[] {
  const ranges: Range[] = [];
  for (const { start, depth } of secretFields(text)) ranges.push([start, endOfString(text, start, depth)]);
  for (const [, shape] of SHAPES) {
    for (const { index, 0: all } of text.matchAll(shape)) ranges.push([index, index + all.length]);
  }
  for (const { index, 0: all, 1: scheme, 2: space } of text.matchAll(SCHEME)) {
    ranges.push([index + (scheme as string).length + (space as string).length, index + all.length]);
  }
  for (const { index, 0: all } of text.matchAll(USERINFO)) {
    const colon = all.indexOf(':', '://'.length);
    ranges.push([index + (colon === -1 ? '://'.length : colon + 1), index + all.length - 1]);
  }
  for (const { index, 0: all, 1: head = '' } of text.matchAll(PARAMETER)) {
    ranges.push([index + head.length, index + all.length]);
  }
  return joined(ranges);
}

/** The same places as ranges that do not meet; empty ones are left out. */
export function joined(ranges: readonly Range[]): Range[] {
  const result: [number, number][] = [];
  for (const [from, to] of ranges.toSorted(([one], [other]) => one - other)) {
    const last = result.at(-1);
    if (from >= to) continue;
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** Every secret that is found has one of these signs. Most headers have none, and are searched for nothing else. */
const SIGNS = new RegExp(
  ['["?&]', '://', 'Bearer', 'Basic', 'Splunk', 'Token', ...SHAPES.flatMap(([beginnings]) => beginnings)]
    .map((sign) => sign.replaceAll('.', '\\.'))
    .join('|'),
  'i',
);

/** A text without secrets. */
export function redactText(text: string): string {
  if (!SIGNS.test(text)) return text;
  let result = redactFields(text);
  for (const [beginnings, shape] of SHAPES) {
    if (beginnings.some((beginning) => result.includes(beginning))) result = result.replace(shape, REDACTED);
  }
  return result
    .replace(SCHEME, (_all, scheme: string, space: string) => `${scheme}${space}${REDACTED}`)
    .replace(USERINFO, `://${REDACTED}@`)
    .replace(PARAMETER, `$1${REDACTED}`);
}

/**
 * Headers without secrets; names and the order stay.
 *
 * @param reserved lower-case names of headers that identity sources read
 */
export function redactHeaders(headers: HeaderList, reserved: ReadonlySet<string>): string[] {
  const result: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    const value = headers[i + 1] as string;
    result.push(name, isSecret(name.toLowerCase(), reserved) ? masked(value) : redactText(value));
  }
  return result;
}

function isSecret(name: string, reserved: ReadonlySet<string>): boolean {
  return reserved.has(name) || namesSecret(name);
}

/** True if a header or a field of this name, in lower case, holds a secret. */
export function namesSecret(name: string): boolean {
  return SECRET_HEADERS.has(name) || SECRET_NAME.test(name);
}

/** The scheme of a credential tells an admin what was sent, and nobody anything else. */
function masked(value: string): string {
  const scheme = /^(Bearer|Basic|Splunk|Digest|AWS4-HMAC-SHA256) /i.exec(value)?.[1];
  return scheme ? `${scheme} ${REDACTED}` : REDACTED;
}
