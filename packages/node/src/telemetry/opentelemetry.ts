/** Metrics and spans by OpenTelemetry's conventions for generative AI (field.md F1). */
import type { CallListener, CallRecord } from '@aperturejs/core';
import type * as Api from '@opentelemetry/api';
import { errorTypeOf, operationOf, providerOf, SECOND_BUCKETS, TOKEN_BUCKETS } from './conventions.ts';

/** `@opentelemetry/api`, as the host application has it: its providers are registered there. */
export type OpenTelemetryApi = Pick<
  typeof Api,
  'metrics' | 'trace' | 'propagation' | 'context' | 'SpanKind' | 'SpanStatusCode'
>;

const SCOPE = '@aperturejs/node';

/**
 * Makes a listener that measures and traces each call as a client of its provider. Content is never part of it, and who
 * called stands in spans alone: as a label it would make a series for each person.
 *
 * @param api `import * as api from '@opentelemetry/api'`, with an SDK registered
 */
export function createOpenTelemetryListener(api: OpenTelemetryApi): CallListener {
  const meter = api.metrics.getMeter(SCOPE);
  const tracer = api.trace.getTracer(SCOPE);
  const seconds = (name: string, description: string): Api.Histogram =>
    meter.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: SECOND_BUCKETS },
    });
  const tokens = meter.createHistogram('gen_ai.client.token.usage', {
    description: 'Number of input and output tokens used.',
    unit: '{token}',
    advice: { explicitBucketBoundaries: TOKEN_BUCKETS },
  });
  const duration = seconds('gen_ai.client.operation.duration', 'GenAI operation duration.');
  const firstChunk = seconds(
    'gen_ai.client.operation.time_to_first_chunk',
    'Time to receive the first chunk of a streamed answer.',
  );
  const perChunk = seconds(
    'gen_ai.client.operation.time_per_output_chunk',
    'Time between the chunks of a streamed answer after the first.',
  );

  return {
    ended(record, trace) {
      const common = commonAttributes(record);
      const error = errorTypeOf(record);
      measure(record, common, error);
      const parent = api.propagation.extract(api.context.active(), trace);
      const span = tracer.startSpan(
        `${common['gen_ai.operation.name']} ${record.model ?? record.modelAsked ?? ''}`.trimEnd(),
        {
          kind: api.SpanKind.CLIENT,
          startTime: record.time,
          attributes: { ...common, ...spanAttributes(record, error) },
        },
        parent,
      );
      if (error) span.setStatus({ code: api.SpanStatusCode.ERROR });
      span.end(record.time + record.timings.total);
    },
  };

  function measure(record: CallRecord, common: Api.Attributes, error: string | undefined): void {
    const { usage, timings, streamed, answer } = record;
    const tally = (type: string, count: number | undefined): void => {
      if (count !== undefined) tokens.record(count, { ...common, 'gen_ai.token.type': type });
    };
    tally('input', usage?.inputTokens);
    tally('output', usage?.outputTokens);
    duration.record(timings.total / 1000, error ? { ...common, 'error.type': error } : common);
    if (!streamed || timings.first === null) return;
    firstChunk.record(timings.first / 1000, common);
    const chunks = answer?.messages ?? 0;
    if (chunks > 1) perChunk.record((timings.total - timings.first) / (chunks - 1) / 1000, common);
  }
}

function commonAttributes(record: CallRecord): Api.Attributes {
  const url = record.route ? URL.parse(record.route.url) : null;
  const port = url && (url.port ? Number(url.port) : url.protocol === 'https:' ? 443 : 80);
  return {
    'gen_ai.operation.name': operationOf(record),
    'gen_ai.provider.name': providerOf(record),
    ...(record.model !== null && { 'gen_ai.request.model': record.model }),
    ...(record.answer?.model && { 'gen_ai.response.model': record.answer.model }),
    ...(url && { 'server.address': url.hostname, 'server.port': port ?? undefined }),
  };
}

function spanAttributes(record: CallRecord, error: string | undefined): Api.Attributes {
  const { usage, answer, identity } = record;
  return {
    'gen_ai.conversation.id': record.session,
    'gen_ai.request.stream': record.streamed,
    'gen_ai.usage.input_tokens': usage?.inputTokens,
    'gen_ai.usage.output_tokens': usage?.outputTokens,
    'gen_ai.usage.cache_read.input_tokens': usage?.cachedTokens,
    'gen_ai.usage.cache_creation.input_tokens': usage?.cacheCreationInputTokens,
    'gen_ai.response.id': answer?.id ?? undefined,
    'gen_ai.response.finish_reasons': answer?.stopReason ? [answer.stopReason] : undefined,
    'error.type': error,
    'http.response.status_code': record.status,
    'user.name': identity?.login,
    'aperture.record.id': record.id,
    'aperture.provider': record.provider ?? undefined,
    'aperture.outcome': record.outcome,
    'aperture.gateway.duration': record.timings.own / 1000,
    ...(record.cost && { 'aperture.cost.nano_dollars': record.cost.nanoDollars }),
  };
}
