/** What goes with data that people and models wrote: whatever it looks like, nobody runs it (field.md D18). */
import type { RawResponse } from '../wire/raw.ts';
import { CONTENT_TYPES, type AnswerFormat } from './answer-format.ts';

/** Headers of every answer with records in it. */
export const DATA: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
};

/** A table, which browsers save and never show. */
export function tableAnswer(
  format: Exclude<AnswerFormat, 'json'>,
  name: string,
  body: NonNullable<RawResponse['body']>,
): RawResponse {
  const headers: Record<string, string> = {
    'content-type': CONTENT_TYPES[format],
    'content-disposition': `attachment; filename="${name}.${format}"`,
    ...DATA,
    'cache-control': 'no-store',
    ...(body instanceof Uint8Array && { 'content-length': String(body.byteLength) }),
  };
  return { status: 200, statusText: '', headers: Object.entries(headers).flat(), body };
}
