/** What the server of the command measures: always for Prometheus, and for OpenTelemetry where an SDK is at work. */
import type { CallListener, Exporter, GatewayOptions, RecordStore } from '@aperturejs/core';

/** Under this key `@opentelemetry/api` keeps what an SDK has registered (its `internal/global-utils`). */
const REGISTERED = Symbol.for('opentelemetry.js.api.1');

/** The listeners and the metrics page of a server. */
export async function startTelemetry(
  store?: RecordStore,
  exporter?: Exporter,
): Promise<Required<Pick<GatewayOptions, 'listeners' | 'metrics'>>> {
  const { createPrometheusMetrics } = await import('../telemetry/prometheus.ts');
  const metrics = createPrometheusMetrics({ store, exporter });
  const tracing = await openTelemetry();
  return { metrics, listeners: tracing ? [metrics, tracing] : [metrics] };
}

async function openTelemetry(): Promise<CallListener | null> {
  if (!(REGISTERED in globalThis)) return null;
  const { createOpenTelemetryListener } = await import('../telemetry/opentelemetry.ts');
  return createOpenTelemetryListener(await import('@opentelemetry/api'));
}
