/** The gateway: a config and its ports in, a Request → Response function out. */
import type { IdentityTypes } from './access/sources.ts';
import { webDecoders } from './body/web-decoders.ts';
import { createTally } from './admin/health/tally.ts';
import { createLiveFeed } from './admin/live/feed.ts';
import { keepInForce, type ConfigInForce } from './in-force/config-in-force.ts';
import { nameOf, type Document } from './in-force/origin.ts';
import type { Snapshot } from './config/snapshot.ts';
import { watchConfig } from './config/status.ts';
import { GatewayError, refuse } from './errors.ts';
import { explain } from './explain/explain.ts';
import type { Explanation, Question } from './explain/explanation.ts';
import { openai } from './formats/dialects.ts';
import { handle } from './handle.ts';
import type { AuditLog } from './ports/audit-log.ts';
import type { CallListener } from './ports/call-listener.ts';
import type { ConfigSource, Macros } from './ports/config-source.ts';
import type { Decoders } from './ports/decoders.ts';
import type { Exporter } from './ports/exporter.ts';
import type { IdentitySource } from './ports/identity.ts';
import type { Logger } from './ports/logger.ts';
import type { MetricsSource } from './ports/metrics.ts';
import type { ModelInfoSource } from './ports/model-info.ts';
import type { PageSource } from './ports/pages.ts';
import type { RequestContext } from './ports/request-context.ts';
import type { Transport } from './ports/transport.ts';
import type { RecordStore } from './ports/record-store.ts';
import { refusalAnswer } from './relay/answer.ts';
import { createFetchTransport } from './relay/fetch-transport.ts';
import { ownsPath, ownsWhereMounted } from './routing/endpoint.ts';
import { below, pathOf } from './routing/path.ts';
import { createKeeper } from './record/keeper.ts';
import type { RecordingPorts } from './record/recording.ts';
import { closeReplaced, NOTHING_KNOWN, startRunning, type Running } from './running.ts';
import type { SocketGate } from './websocket/approach.ts';
import { connect } from './websocket/connect.ts';
import { createHttpSessions } from './websocket/http-sessions.ts';
import type { SocketCall } from './websocket/socket-call.ts';
import { isRaw, lazyResponse, nativeResponse, rawRequestOf, type RawResponse } from './wire/raw.ts';

/** An object, HuJSON text, or a source that may change while the gateway runs. */
export type ConfigInput = Document | ConfigSource;

/** What the gateway gets from its surroundings; packages/node supplies all of it. */
export interface GatewayOptions {
  /** Carries requests to the providers. Default: the runtime's own `fetch`, which decodes compressed answers. */
  readonly transport?: Transport;
  /** Sources asked before those of the config. */
  readonly identity?: readonly IdentitySource[];
  /** Makes the sources that need more than the Web platform, by their `type` in the config: `tailscale`. */
  readonly identityTypes?: IdentityTypes;
  /** What `${env:…}` and `${file:…}` stand for. Default: nothing, so each is reported as unsubstituted. */
  readonly macros?: Macros;
  /** Knows the names, limits and prices that lists of models tell. Default: only the config's `model_info` is told. */
  readonly modelInfo?: ModelInfoSource;
  /** Keeps a record of every call. Default: none is kept. The host closes it, after the gateway. */
  readonly store?: RecordStore;
  /** Exports what the store keeps, as `exporters` of the config says. Default: nothing is. The host closes it, before the store. */
  readonly exporter?: Exporter;
  /** Keeps what admins do, and whose records they look at. Default: the store's `audit`, if it has one. */
  readonly audit?: AuditLog;
  /** Hear of every call once it is over. Default: none. */
  readonly listeners?: readonly CallListener[];
  /** Answers `/metrics`. Default: there is nothing at that path. */
  readonly metrics?: MetricsSource;
  /** Has the dashboard, served under `/ui/`. Default: there is none; on Node it is that of `@aperturejs/dashboard`, null turns it off. */
  readonly pages?: PageSource | null;
  /** Undo the compression of request bodies, and of answers that are read. Default: the Web platform's gzip and deflate. */
  readonly decoders?: Decoders;
  /** Default: silence. */
  readonly logger?: Logger;
}

/** A running gateway. */
export interface Gateway {
  /** Answers a request. Never rejects: failures are answers too. */
  fetch(request: Request, context?: RequestContext): Promise<Response>;
  /**
   * Decides about a WebSocket that a client asks for: gives the answer that it gets instead of one, or what a face needs to
   * relay it. Never rejects. `attachUpgrade` of `@aperturejs/node` is such a face.
   */
  connect(request: Request, context?: RequestContext): Promise<SocketCall | Response>;
  /** True if the path of the URL belongs to the gateway, so that a host application should hand the request over. */
  owns(url: string, basePath?: string): boolean;
  /** Tells what would happen to a request, and why, without forwarding it. */
  explain(question: Question): Promise<Explanation>;
  /** Reads the config again and swaps it in. Rejects with a ConfigError, and the old one goes on serving. */
  reload(): Promise<void>;
  /** Resolves when the first config is in force; rejects with a ConfigError if it cannot be. */
  readonly ready: Promise<void>;
  /** The config in force. Throws before `ready`. */
  readonly snapshot: Snapshot;
  /**
   * Ends the streams of `/aperture/live`, which have no end of their own, and lets no more begin. For a server that stops,
   * before it waits for its requests to end.
   */
  endLive(): void;
  /**
   * Stops watching the config, ends those streams and idle upstream connections, and hands to the store the records of
   * the calls that are over. Requests under way end by themselves.
   */
  close(): Promise<void>;
}

/**
 * Makes a gateway.
 *
 * @param config an object, HuJSON text, or a source; text and objects are checked at once, a source by `ready`
 * @throws ConfigError if the config is an object or a text with errors
 */
export function createGateway(config: ConfigInput, options: GatewayOptions = {}): Gateway {
  const transport = options.transport ?? createFetchTransport();
  const logger = options.logger ?? SILENCE;
  const { store = null, listeners = [], decoders = webDecoders } = options;
  const live = createLiveFeed();
  const tally = createTally();
  const keeper = createKeeper({
    store,
    listeners: [...listeners, live, tally],
    modelInfo: options.modelInfo ?? NOTHING_KNOWN,
    decoders,
    logger,
    reserved: () => running()?.reserved ?? NO_NAMES,
  });
  const isCounted = store !== null || listeners.length > 0;
  const ports: RecordingPorts = { decoders, now: () => performance.now(), keep: keeper.keep };
  /** Without a store, calls are followed only while somebody listens. */
  const recordings = (): RecordingPorts | null => (isCounted || live.count > 0 ? ports : null);
  let closed = false;

  const watch = watchConfig(nameOf(config));
  const kept: ConfigInForce = keepInForce(config, {
    macros: options.macros ?? {},
    logger,
    watch,
    history: store?.configs ?? null,
    start: (snapshot, previous) =>
      startRunning(snapshot, previous, {
        ...options,
        transport,
        decoders,
        logger,
        recordings,
        live,
        tally,
        isCounted,
        config: watch,
        editor: () => kept,
        inForce: () => kept.running(),
      }),
    drop: closeReplaced,
    swapped(running) {
      live.judge();
      tally.keep(running.snapshot.providers.keys());
      store?.configure?.(running.snapshot.database);
      options.exporter?.configure(running.snapshot.exporters.s3);
    },
    told: (etag) => live.configured(Date.now(), etag),
  });
  const running = (): Running | null => kept.running();

  const inForce = (): Running => {
    const now = running();
    if (!now) throw new GatewayError('unavailable', 'the gateway has no config in force yet');
    return now;
  };

  const gate: SocketGate = { inForce: running, httpSessions: createHttpSessions() };

  return {
    async fetch(request, context = {}) {
      const raw = rawRequestOf(request);
      const now = running();
      const answer = now
        ? await handle(now, raw, context)
        : refusalAnswer(refuse('unavailable', 'aperture is restarting, retry this request'), openai);
      // Whoever came with raw parts can take them; everyone else gets a native Response.
      return isRaw(request) ? lazyResponse(answer) : native(answer);
    },
    async connect(request, context = {}) {
      const outcome = await connect(gate, rawRequestOf(request), context);
      if ('judge' in outcome) return outcome;
      return isRaw(request) ? lazyResponse(outcome) : native(outcome);
    },
    owns(url, basePath = '') {
      // Before the first config, its own prefixes are the gateway's all the same: their answer is 503, not the host's 404.
      const { server, providers } = running()?.snapshot ?? NOTHING_YET;
      const place = basePath + server.basePath;
      const path = below(pathOf(url).path, place);
      if (path === null) return false;
      return ownsPath(path, providers) || (place !== '' && ownsWhereMounted(path));
    },
    explain: async (question) => explain(inForce(), question),
    reload: () => kept.reload(),
    ready: kept.ready,
    endLive: () => live.end(),
    get snapshot() {
      return inForce().snapshot;
    },
    async close() {
      if (closed) return;
      closed = true;
      kept.close();
      live.end();
      for (const source of running()?.sources ?? []) source.close?.();
      await transport.close?.();
      await keeper.settled();
    },
  };
}

const NO_NAMES: ReadonlySet<string> = new Set();
const NOTHING_YET = { server: { basePath: '' }, providers: new Map() };
const SILENCE: Logger = { log() {} };

/** What came over a wire may have no native form: a header's bytes, for one. */
function native(answer: RawResponse): Response {
  try {
    return nativeResponse(answer);
  } catch {
    return nativeResponse(
      refusalAnswer(refuse('upstream_invalid', 'the provider answered with a malformed head'), openai),
    );
  }
}
