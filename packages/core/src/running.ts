/** A snapshot at work. */
import { compileRanges } from './access/address.ts';
import { guardAgainstPages } from './access/cross-site.ts';
import { createSources, type IdentityTypes } from './access/sources.ts';
import { createAuditor, type Auditor } from './audit/auditor.ts';
import type { Snapshot } from './config/snapshot.ts';
import { startTokenSources, type TokenSources } from './credentials/token-sources.ts';
import type { AuditLog } from './ports/audit-log.ts';
import type { Decoders } from './ports/decoders.ts';
import type { Exporter } from './ports/exporter.ts';
import type { Identity, IdentitySource } from './ports/identity.ts';
import type { Logger } from './ports/logger.ts';
import type { MetricsSource } from './ports/metrics.ts';
import type { ModelInfoSource } from './ports/model-info.ts';
import type { PageSource } from './ports/pages.ts';
import type { Transport } from './ports/transport.ts';
import type { Tally } from './admin/health/tally.ts';
import type { LiveFeed } from './admin/live/feed.ts';
import type { ConfigEditor } from './in-force/editor.ts';
import type { ConfigWatch } from './config/status.ts';
import { explainTo, type Audience } from './explain/explain.ts';
import type { Explanation, Question as ExplainQuestion } from './explain/explanation.ts';
import type { RecordingPorts } from './record/recording.ts';
import type { RecordStore } from './ports/record-store.ts';

/** What every request that started under it keeps to its end. */
export interface Running {
  readonly snapshot: Snapshot;
  /** The host application's, then the config's. */
  readonly sources: readonly IdentitySource[];
  /** Those of the config alone: they live as long as their config stays the same. */
  readonly configured: readonly IdentitySource[];
  /** Lower-case names of the headers that the sources read; they never reach a provider. */
  readonly reserved: ReadonlySet<string>;
  /** True for the addresses of `server.trusted_proxies`. */
  isTrustedProxy(address: string | undefined): boolean;
  /** Mint the tokens of the providers' service accounts; they live as long as their keys stay the same. */
  readonly tokens: TokenSources;
  readonly transport: Transport;
  readonly decoders: Decoders;
  readonly logger: Logger;
  readonly modelInfo: ModelInfoSource;
  /** Where records are read; null if none are kept. */
  readonly store: RecordStore | null;
  /** Exports what the store keeps; null if nothing does. */
  readonly exporter: Exporter | null;
  /** Keeps what admins do; null if nothing does. It lives as long as the gateway. */
  readonly audit: Auditor | null;
  /** Answers `/metrics`; null if nothing does. */
  readonly metrics: MetricsSource | null;
  /** Has the dashboard; null if there is none. */
  readonly pages: PageSource | null;
  /** Follows calls; null as long as nobody wants a record of them. */
  readonly recordings: RecordingPorts | null;
  /** Who listens to records. Lives as long as the gateway. */
  readonly live: LiveFeed;
  /** What became of the calls to each provider. Lives as long as the gateway. */
  readonly tally: Tally;
  /** The tally hears of every call: somebody keeps records, or listens to all of them. */
  readonly isCounted: boolean;
  /** How the readings of the config went. Lives as long as the gateway. */
  readonly config: ConfigWatch;
  /** The config as admins see and change it. Lives as long as the gateway. */
  readonly editor: ConfigEditor;
  /** Tells why a request of the identity would go where it goes. */
  explain(audience: Audience, question: Omit<ExplainQuestion, 'as'>, identity: Identity): Explanation;
  /** The latest of all: this one, unless another config came into force. */
  inForce(): Running;
  /** Seconds since the epoch. */
  readonly since: number;
}

/** What a snapshot is put to work with. */
export interface Surroundings {
  readonly transport: Transport;
  readonly logger: Logger;
  readonly decoders: Decoders;
  /** Default: nothing is known but what the config says. */
  readonly modelInfo?: ModelInfoSource;
  /** Default: no records are kept. */
  readonly store?: RecordStore;
  /** Default: nothing is exported. */
  readonly exporter?: Exporter;
  /** Default: the store's, if it has one. */
  readonly audit?: AuditLog;
  /** Default: there is nothing at `/metrics`. */
  readonly metrics?: MetricsSource;
  /** Follows calls, if anybody wants a record of them at this moment. */
  recordings(): RecordingPorts | null;
  readonly live: LiveFeed;
  readonly tally: Tally;
  readonly isCounted: boolean;
  readonly config: ConfigWatch;
  /** There is none yet while the first snapshot is put to work. */
  editor(): ConfigEditor;
  /** The latest snapshot at work; null before the first. */
  inForce(): Running | null;
  /** Default: there is nothing under `/ui/`. */
  readonly pages?: PageSource | null;
  /** The host application's sources, which live as long as the gateway. */
  readonly identity?: readonly IdentitySource[];
  readonly identityTypes?: IdentityTypes;
}

/** Knows no model. */
export const NOTHING_KNOWN: ModelInfoSource = { describe: () => null };

/** Puts a snapshot to work. Sources whose config stayed the same go on, with what they remember. */
export function startRunning(
  snapshot: Snapshot,
  previous: Running | null,
  surroundings: Surroundings,
): Running {
  const { transport, decoders, logger, identity = [], identityTypes } = surroundings;
  const { hosts, trustedProxies } = snapshot.server;
  const auditLog = surroundings.audit ?? surroundings.store?.audit;
  const configured =
    previous &&
    same(previous.snapshot.identity, snapshot.identity) &&
    same(previous.snapshot.server.hosts, hosts)
      ? previous.configured
      : createSources(snapshot.identity, { settings: snapshot.server, identityTypes }).map((source) =>
          guardAgainstPages(source, hosts),
        );
  const sources = [...identity.map((source) => guardAgainstPages(source, hosts)), ...configured];
  const running: Running = {
    snapshot,
    sources,
    configured,
    reserved: new Set(sources.flatMap(({ headers }) => headers)),
    isTrustedProxy: compileRanges(trustedProxies),
    tokens: startTokenSources(snapshot.providers.values(), previous?.tokens, { transport, logger }),
    transport,
    decoders,
    logger,
    modelInfo: surroundings.modelInfo ?? NOTHING_KNOWN,
    store: surroundings.store ?? null,
    exporter: surroundings.exporter ?? null,
    audit: previous?.audit ?? (auditLog ? createAuditor(auditLog, logger) : null),
    metrics: surroundings.metrics ?? null,
    pages: surroundings.pages ?? null,
    get recordings() {
      return surroundings.recordings();
    },
    live: surroundings.live,
    tally: surroundings.tally,
    isCounted: surroundings.isCounted,
    config: surroundings.config,
    get editor() {
      return surroundings.editor();
    },
    explain: (audience, question, identity) => explainTo(audience, running, question, identity),
    inForce: () => surroundings.inForce() ?? running,
    since: Math.floor(Date.now() / 1000),
  };
  return running;
}

/** Closes the sources of a config that is no longer in force. */
export function closeReplaced(previous: Running, next: Running): void {
  if (previous.configured === next.configured) return;
  for (const source of previous.configured) source.close?.();
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
