/** Against OpenTelemetry's own SDK. */
import * as api from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallRecord, TraceContext } from '@aperturejs/core';
import { operationOf, providerOf } from './conventions.ts';
import { createOpenTelemetryListener } from './opentelemetry.ts';
import { callRecord } from './testing/call-record.ts';

afterEach(() => {
  api.metrics.disable();
  api.trace.disable();
  api.propagation.disable();
});

interface Point {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: {
    readonly sum: number;
    readonly count: number;
    readonly buckets: { readonly boundaries: number[] };
  };
}

/** W3C Trace Context as the SDK's own propagator reads it; the test needs no more of it. */
const propagator: api.TextMapPropagator = {
  inject() {},
  fields: () => ['traceparent'],
  extract(context, carrier, getter) {
    const [, traceId = '', spanId = ''] = String(getter.get(carrier, 'traceparent') ?? '').split('-');
    return traceId
      ? api.trace.setSpanContext(context, { traceId, spanId, traceFlags: 1, isRemote: true })
      : context;
  },
};

async function told(record: CallRecord, trace: TraceContext = {}) {
  const metricsOut = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metricsOut, exportIntervalMillis: 1e9 });
  const spansOut = new InMemorySpanExporter();
  api.metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  api.trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spansOut)] }),
  );
  api.propagation.setGlobalPropagator(propagator);
  createOpenTelemetryListener(api).ended(record, trace);
  await reader.forceFlush();
  const points: Record<string, Point[]> = {};
  for (const { descriptor, dataPoints } of metricsOut.getMetrics()[0]?.scopeMetrics[0]?.metrics ?? []) {
    points[`${descriptor.name} ${descriptor.unit}`] = dataPoints as unknown as Point[];
  }
  await reader.shutdown();
  return { points, span: spansOut.getFinishedSpans()[0]! };
}

describe('metrics', () => {
  it('have the names, units, buckets and labels of the conventions', async () => {
    const { points } = await told(callRecord());
    const common = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.response.model': 'gpt-5-2025-08-07',
      'server.address': 'api.openai.com',
      'server.port': 443,
    };
    const of = (name: string): unknown =>
      points[name]?.map(({ attributes, value }) => [attributes, value.sum]);
    expect(of('gen_ai.client.token.usage {token}')).toEqual([
      [{ ...common, 'gen_ai.token.type': 'input' }, 10],
      [{ ...common, 'gen_ai.token.type': 'output' }, 5],
    ]);
    expect(of('gen_ai.client.operation.duration s')).toEqual([[common, 1.5]]);
    expect(of('gen_ai.client.operation.time_to_first_chunk s')).toEqual([[common, 0.5]]);
    expect(of('gen_ai.client.operation.time_per_output_chunk s')).toEqual([[common, 0.1]]);
    const boundaries = (name: string): number[] => points[name]![0]!.value.buckets.boundaries;
    expect(boundaries('gen_ai.client.token.usage {token}')).toEqual(
      Array.from({ length: 14 }, (_, i) => 4 ** i),
    );
    expect(boundaries('gen_ai.client.operation.duration s')).toEqual(
      Array.from({ length: 14 }, (_, i) => 2 ** i / 100),
    );
  });

  it('of a failure name its kind, and nobody', async () => {
    const record = callRecord({ outcome: 'upstream_error', status: 429, usage: null, streamed: false });
    const { points, span } = await told(record);
    expect(points['gen_ai.client.operation.duration s']![0]!.attributes['error.type']).toBe('429');
    expect(points).not.toHaveProperty('gen_ai.client.token.usage {token}');
    expect(points).not.toHaveProperty('gen_ai.client.operation.time_to_first_chunk s');
    expect(span.status.code).toBe(api.SpanStatusCode.ERROR);
    expect(JSON.stringify(points)).not.toMatch(/alice|a-session|chatcmpl/);
  });
});

describe('a span', () => {
  it('tells of the call as a client of its provider', async () => {
    const { span } = await told(callRecord());
    expect(span).toMatchObject({ name: 'chat gpt-5', kind: api.SpanKind.CLIENT, ended: true });
    expect(span.startTime[0]).toBe(Date.UTC(2026, 10, 24) / 1000);
    expect(span.duration).toEqual([1, 500_000_000]);
    expect(span.attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.usage.cache_read.input_tokens': 4,
      'gen_ai.response.id': 'chatcmpl-1',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.conversation.id': 'a-session',
      'http.response.status_code': 200,
      'user.name': 'alice@example.com',
    });
  });

  it("is a part of the client's trace", async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const { span } = await told(callRecord(), { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    expect(span.spanContext().traceId).toBe(traceId);
    expect(span.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
  });

  it('of a refusal names its code', async () => {
    const { span } = await told(
      callRecord({
        outcome: 'refused',
        refusal: 'model_not_found',
        status: 404,
        model: null,
        route: null,
        answer: null,
      }),
    );
    expect(span.name).toBe('chat gpt-5');
    expect(span.attributes).toMatchObject({ 'error.type': 'model_not_found' });
    expect(span.attributes).not.toHaveProperty('server.address');
  });
});

it.each([
  ['https://my.openai.azure.com/openai/v1/responses', 'openai_responses', 'azure.ai.openai'],
  ['https://chatgpt.com/backend-api/codex/responses', 'openai_responses', 'openai'],
  ['https://api.anthropic.com/v1/messages', 'anthropic_messages', 'anthropic'],
  ['https://us-east5-aiplatform.googleapis.com/v1/x', 'google_raw_predict', 'gcp.vertex_ai'],
  ['https://generativelanguage.googleapis.com/v1beta/x', 'gemini_generate_content', 'gcp.gemini'],
  ['https://bedrock-runtime.us-east-1.amazonaws.com/model/x', 'bedrock_converse', 'aws.bedrock'],
  ['https://api.groq.com/openai/v1/chat/completions', 'openai_chat', 'groq'],
  ['https://notanthropic.com/v1/messages', 'anthropic_messages', 'anthropic'],
  ['http://127.0.0.1:8080/v1/chat/completions', 'openai_chat', 'openai'],
])('the provider behind %s is %s, by its name %s', (url, format, name) => {
  expect(providerOf(callRecord({ format, route: { grant: '', credential: 'none', url } }))).toBe(name);
});

it.each([
  ['openai_chat', '/v1/chat/completions', 'chat'],
  ['openai_platform', '/v1/completions', 'text_completion'],
  ['openai_platform', '/v1/embeddings', 'embeddings'],
  ['gemini_generate_content', '/v1beta/models/x:embedContent', 'embeddings'],
  ['gemini_generate_content', '/v1beta/models/x:streamGenerateContent', 'generate_content'],
  ['openai_platform', '/v1/images/generations', 'generate_content'],
])('%s at %s is %s', (format, path, operation) => {
  expect(operationOf(callRecord({ format, path }))).toBe(operation);
});
