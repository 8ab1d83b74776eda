/**
 * Metrics and traces: `@aperturejs/node/telemetry`. A module of its own, so that who measures nothing does not load
 * prom-client, which costs 30 ms and 11 MB.
 */
export { createOpenTelemetryListener, type OpenTelemetryApi } from './opentelemetry.ts';
export { createPrometheusMetrics, type PrometheusMetrics, type PrometheusOptions } from './prometheus.ts';
