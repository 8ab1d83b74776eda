/** `GET /metrics`, for callers with `read_metrics`. */
import type { Access } from '../access/grants.ts';
import { refuse, type Refusal } from '../errors.ts';
import type { MetricsSource } from '../ports.ts';
import { nothingAt } from '../routing/resource.ts';
import type { RawResponse } from '../wire/raw.ts';

/** The refusal of a caller to whom no grant opens the figures. */
export const NO_METRICS: Refusal = refuse(
  'not_granted',
  'no grant of yours has "read_metrics": true; the admin role is not enough for it',
);

const encoder = new TextEncoder();

/** The figures as they are now. */
export async function answerMetrics(
  metrics: MetricsSource | null,
  access: Access,
): Promise<RawResponse | Refusal> {
  if (!access.readMetrics) return NO_METRICS;
  if (!metrics) return nothingAt('/metrics');
  const body = encoder.encode(await metrics.text());
  const headers = [
    'content-type',
    metrics.contentType,
    'cache-control',
    'no-store',
    'content-length',
    String(body.length),
  ];
  return { status: 200, statusText: '', headers, body };
}
