/**
 * How each family of clients is told no, so that it shows its user the message and stops (docs/reference/errors.md).
 * The vendors' own error bodies: OpenAI "Error codes", Anthropic "Errors", Google "google.rpc.Status" over JSON,
 * Amazon Bedrock "Common errors" with `x-amzn-ErrorType`; RFC 9457 for everything that is no LLM API.
 */
import type { Refusal, RefusalCode } from '../errors.ts';
import type { Dialect } from './format.ts';

export const openai: Dialect = {
  write: ({ code, status, message }) => {
    // These two have no `param` (spec/aperture.md 8 and 9.6).
    if (code === 'guardrail_blocked') return { body: { error: { message, type: code } } };
    if (code === 'quota_exceeded') {
      return { body: { error: { message, type: 'insufficient_quota', code: 'insufficient_quota' } } };
    }
    const type = status < 500 ? 'invalid_request_error' : 'server_error';
    return { body: { error: { message, type, param: null, code } } };
  },
};

export const anthropic: Dialect = {
  write: (refusal) => ({
    body: {
      type: 'error',
      error: { type: named(ANTHROPIC_TYPES, refusal, 'api_error'), message: refusal.message },
    },
  }),
};

export const google: Dialect = {
  write: (refusal) => ({
    body: {
      error: {
        code: refusal.status,
        message: refusal.message,
        status: named(GOOGLE_STATUSES, refusal, 'UNAVAILABLE'),
        ...retryInfo(refusal),
      },
    },
  }),
};

/**
 * When to ask again, as Google tells it ("RetryInfo" of google.rpc). Gemini CLI looks for it here and not in the header: if
 * it is longer than five minutes, it gives up and shows the message instead of asking ten times.
 */
function retryInfo({ headers = {} }: Refusal): object | null {
  const [, seconds = ''] =
    Object.entries(headers).find(([name]) => name.toLowerCase() === 'retry-after') ?? [];
  if (!/^\d+$/.test(seconds)) return null;
  return { details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${seconds}s` }] };
}

export const bedrock: Dialect = {
  write: (refusal) => ({
    body: { message: refusal.message },
    headers: { 'x-amzn-ErrorType': named(BEDROCK_TYPES, refusal, 'ServiceUnavailableException') },
  }),
};

/** For paths that belong to no LLM API. */
export const problem: Dialect = {
  write: ({ code, status, message, errors }) => ({
    body: { type: 'about:blank', title: code, status, detail: message, ...(errors && { errors }) },
    // It may quote what it was asked (field.md D18).
    headers: { 'content-type': 'application/problem+json', 'x-content-type-options': 'nosniff' },
  }),
};

/** What a vendor calls a refusal: by its code where that says more, else by its status. */
type Names = Readonly<Partial<Record<RefusalCode | number, string>>>;

const ANTHROPIC_TYPES: Names = {
  guardrail_blocked: 'invalid_request_error',
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  405: 'invalid_request_error',
  409: 'invalid_request_error',
  412: 'invalid_request_error',
  413: 'request_too_large',
  415: 'invalid_request_error',
  422: 'invalid_request_error',
  426: 'invalid_request_error',
  428: 'invalid_request_error',
  429: 'rate_limit_error',
};

const GOOGLE_STATUSES: Names = {
  guardrail_blocked: 'PERMISSION_DENIED',
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  405: 'UNIMPLEMENTED',
  409: 'ABORTED',
  412: 'FAILED_PRECONDITION',
  413: 'INVALID_ARGUMENT',
  415: 'INVALID_ARGUMENT',
  422: 'INVALID_ARGUMENT',
  426: 'FAILED_PRECONDITION',
  428: 'FAILED_PRECONDITION',
  429: 'RESOURCE_EXHAUSTED',
  504: 'DEADLINE_EXCEEDED',
};

const BEDROCK_TYPES: Names = {
  guardrail_blocked: 'AccessDeniedException',
  400: 'ValidationException',
  401: 'AccessDeniedException',
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  405: 'ValidationException',
  409: 'ConflictException',
  412: 'ValidationException',
  413: 'ValidationException',
  415: 'ValidationException',
  422: 'ValidationException',
  426: 'ValidationException',
  428: 'ValidationException',
  429: 'ThrottlingException',
};

function named(names: Names, { code, status }: Refusal, otherwise: string): string {
  return names[code] ?? names[status] ?? otherwise;
}
