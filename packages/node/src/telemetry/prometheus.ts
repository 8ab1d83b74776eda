/** Figures for Prometheus, kept by prom-client: of calls, of the process, and of the store of records. */
import type { CallListener, CallRecord, Exporter, MetricsSource, RecordStore } from '@aperturejs/core';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Figures that are kept up to date by listening, and read as a page. */
export type PrometheusMetrics = CallListener & MetricsSource;

/** What there is to measure. */
export interface PrometheusOptions {
  /** The store whose queue and losses are shown. */
  readonly store?: RecordStore | undefined;
  /** The exporter whose backlog and failures are shown. */
  readonly exporter?: Exporter | undefined;
  /** Shows the figures of the process (CPU, memory, event loop) as well; default true. */
  readonly process?: boolean;
}

/** Calls last from tens of milliseconds to many minutes. */
const DURATIONS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
/** The gateway's own share is below a millisecond, unless something is wrong. */
const SHARES = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1];

/**
 * Labels hold what the config names and nothing that a caller chooses or is: each of their values makes a series of its
 * own (field.md F1).
 */
const CALL = ['provider', 'model', 'format'] as const;

/**
 * Makes the figures. Each set has a registry of its own: an application's own metrics are not mixed in, and two gateways
 * in one process do not add up.
 */
export function createPrometheusMetrics({
  store,
  exporter,
  process = true,
}: PrometheusOptions = {}): PrometheusMetrics {
  const registry = new Registry();
  const registers = [registry];
  if (process) collectDefaultMetrics({ register: registry, prefix: 'aperture_' });
  const requests = new Counter({
    name: 'aperture_requests_total',
    help: 'Calls that are over, by outcome and status.',
    labelNames: [...CALL, 'outcome', 'status'],
    registers,
  });
  const tokens = new Counter({
    name: 'aperture_tokens_total',
    help: 'Tokens as the vendors count them; cached and reasoning tokens are parts of input and output.',
    labelNames: [...CALL, 'type'],
    registers,
  });
  const cost = new Counter({
    name: 'aperture_cost_dollars_total',
    help: 'Estimated cost of the calls that have a price.',
    labelNames: CALL,
    registers,
  });
  const unpriced = new Counter({
    name: 'aperture_unpriced_requests_total',
    help: 'Calls that used tokens and have no price.',
    labelNames: CALL,
    registers,
  });
  const histogram = (name: string, help: string, buckets: number[]): Histogram<(typeof CALL)[number]> =>
    new Histogram({ name, help, labelNames: CALL, buckets, registers });
  const duration = histogram(
    'aperture_request_duration_seconds',
    'From arrival to the last byte.',
    DURATIONS,
  );
  const firstByte = histogram(
    'aperture_time_to_first_byte_seconds',
    'From arrival to the first byte of the answer.',
    DURATIONS,
  );
  const own = histogram(
    'aperture_gateway_seconds',
    'The gateway’s own share of a call: neither client nor provider was waited for.',
    SHARES,
  );
  if (store) watchStore(store, registers);
  if (exporter) watchExporter(exporter, registers);

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    ended(record) {
      const labels = {
        provider: record.provider ?? 'none',
        model: record.model ?? 'none',
        format: record.format,
      };
      requests.inc({ ...labels, outcome: record.outcome, status: String(record.status) });
      duration.observe(labels, record.timings.total / 1000);
      own.observe(labels, record.timings.own / 1000);
      if (record.timings.first !== null) firstByte.observe(labels, record.timings.first / 1000);
      for (const [type, count] of tokensOf(record)) if (count) tokens.inc({ ...labels, type }, count);
      if (record.cost) cost.inc(labels, record.cost.nanoDollars / 1e9);
      else if (record.usage) unpriced.inc(labels);
    },
  };
}

function tokensOf({ usage }: CallRecord): readonly (readonly [type: string, count: number | undefined])[] {
  if (!usage) return [];
  return [
    ['input', usage.inputTokens],
    ['output', usage.outputTokens],
    ['cached', usage.cachedTokens],
    ['cache_write', usage.cacheCreationInputTokens],
    ['reasoning', usage.reasoningTokens],
  ];
}

/** Read when the page is, so nothing is counted twice. */
const gauges =
  (registers: Registry[]) =>
  (name: string, help: string, read: () => number): void => {
    // Constructing it registers it.
    void new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };

/** What nobody knows yet is 0. */
function watchExporter(exporter: Exporter, registers: Registry[]): void {
  const gauge = gauges(registers);
  gauge(
    'aperture_export_waiting_records',
    'Records that wait to be exported, up to 100,000.',
    () => exporter.status().waiting ?? 0,
  );
  gauge(
    'aperture_export_last_timestamp_seconds',
    'When an object was written last.',
    () => (exporter.status().lastExport ?? 0) / 1000,
  );
  gauge('aperture_export_failing', '1 while records cannot be exported.', () =>
    exporter.status().failing === null ? 0 : 1,
  );
}

function watchStore(store: RecordStore, registers: Registry[]): void {
  const gauge = gauges(registers);
  gauge('aperture_store_queued_records', 'Records that wait to be written.', () => store.stats().queued);
  gauge('aperture_store_failing', '1 while records cannot be written.', () =>
    store.stats().failing ? 1 : 0,
  );
  const lost = new Gauge({
    name: 'aperture_store_dropped',
    help: 'What was dropped since the start because there was no room for it.',
    labelNames: ['what'],
    registers,
    collect() {
      const { droppedRecords, droppedCaptures } = store.stats();
      lost.set({ what: 'records' }, droppedRecords);
      lost.set({ what: 'captures' }, droppedCaptures);
    },
  });
}
