/** Which program calls, told from its `User-Agent` (spec/clients.md 2, 8, 9, 10). */
import type { Client } from './record.ts';

/** The names that a program goes by in its header, and the one that reports use. */
const KNOWN: readonly (readonly [product: RegExp, name: string])[] = [
  [/^codex(?:_exec|_cli_rs|-tui|_vscode)?$/i, 'codex'],
  [/^claude-cli$/i, 'claude-code'],
  [/^GeminiCLI(?:-\w+)?$/i, 'gemini-cli'],
  [/^opencode$/i, 'opencode'],
];

const UNKNOWN: Client = { name: 'unknown', version: null };

/** Programs send the same header with each request, so each is read once. Bounded, because it is the client's choice. */
const seen = new Map<string, Client>();
const MAX_SEEN = 1_000;

/** Reads the header. The first product counts: those behind it tell what the program is built with. */
export function clientOf(userAgent: string | undefined): Client {
  if (!userAgent) return UNKNOWN;
  const known = seen.get(userAgent);
  if (known) return known;
  if (seen.size >= MAX_SEEN) seen.clear();
  const client = read(userAgent);
  seen.set(userAgent, client);
  return client;
}

function read(userAgent: string): Client {
  // RFC 9110, 10.1.5; a name is cut where a report would no longer show it.
  const [, product = '', version] =
    /^\s*([^\s/()]{1,64})[^\s/()]*(?:\/([\w.+-]{1,64}))?/.exec(userAgent) ?? [];
  if (product === '') return UNKNOWN;
  const name = KNOWN.find(([pattern]) => pattern.test(product))?.[1] ?? product;
  return { name, version: version ?? null };
}
