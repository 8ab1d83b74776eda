/** A gateway with a config that can be saved, and callers of every role. */
import { GatewayError } from '../errors.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../gateway.ts';
import type { ConfigSource } from '../ports/config-source.ts';
import type { RequestContext } from '../ports/request-context.ts';
import { CAP, url } from './gateway.ts';
import { recorder, type Recorder } from './recorder.ts';
import { ROOT } from './records-stage.ts';

export const KEY = 'canary-key-of-openai-0123456789';

/** A config with comments, and a key. */
export const TEXT = `// Ours.
{
  "grants": [
    { "src": ["root@example.com"], "app": { "${CAP}": [{ "role": "admin" }, { "models": "**" }] } },
    { "src": ["alice@example.com"], "app": { "${CAP}": [{ "role": "user" }, { "models": "**" }] } }, // only reads
  ],
  "providers": {
    "openai": { "baseurl": "https://api.openai.com", "apikey": "${KEY}", "models": ["gpt-5"] },
    "other": { "baseurl": "https://other.example", "apikey": "${KEY}-other", "models": ["m"] },
  },
}
`;

/** A source in memory. */
export interface MemorySource extends ConfigSource {
  text: string;
  /** What `write` was given. */
  readonly written: string[];
  /** Why it cannot be written; null if it can. */
  reason: string | null;
  /** Tells of a change, as a watch does. */
  change(): void;
}

export function memorySource(text: string = TEXT): MemorySource {
  const source: MemorySource = {
    name: 'aperture.hujson',
    text,
    written: [],
    reason: null,
    change() {},
    read: async () => source.text,
    watch(changed) {
      source.change = changed;
      return () => {};
    },
    readOnly: async () => source.reason,
    async write(text, expected) {
      if (expected !== source.text) throw new GatewayError('precondition_failed', 'another is there');
      source.written.push(text);
      source.text = text;
    },
  };
  return source;
}

export interface ConfigStage {
  readonly gateway: Gateway;
  readonly source: MemorySource;
  readonly transport: Recorder;
  /** Level, message and all fields of each line. */
  readonly log: string[];
  /** Asks below `/aperture/`, as an admin if nobody else is named; with a body as PUT. */
  ask(path: string, more?: Asked, context?: RequestContext): Promise<Response>;
  /** The config as it is shown, and its tag. */
  look(): Promise<{ config: string; etag: string }>;
  /** Saves a text, in place of the one that is there unless a tag is given. */
  put(config: string, etag?: string, context?: RequestContext): Promise<Response>;
}

export interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function configStage(
  source: MemorySource = memorySource(),
  options: GatewayOptions = {},
): Promise<ConfigStage> {
  const log: string[] = [];
  const transport = recorder();
  const logger = {
    log: (level: string, message: string, fields?: object) =>
      void log.push(`${level} ${message} ${JSON.stringify(fields)}`),
  };
  const gateway = createGateway(source, { transport, logger, ...options });
  await gateway.ready;
  const ask: ConfigStage['ask'] = (path, { method, body, headers = {} } = {}, context = ROOT) =>
    gateway.fetch(
      new Request(url(`/aperture/${path}`), {
        method: method ?? (body === undefined ? 'GET' : 'PUT'),
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
      context,
    );
  const look: ConfigStage['look'] = async () => {
    const answer = await ask('config');
    return {
      config: ((await answer.json()) as { config: string }).config,
      etag: answer.headers.get('etag')!,
    };
  };
  return {
    gateway,
    source,
    transport,
    log,
    ask,
    look,
    put: async (config, etag, context) =>
      ask('config', { body: { config }, headers: { 'if-match': etag ?? (await look()).etag } }, context),
  };
}
