/** What Google's APIs answer when they say no: google.rpc.Status over JSON, in Google's own words. */

const STATUSES = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
};

/**
 * One of Google's errors; its HTTP status follows from its name.
 *
 * @param {keyof typeof STATUSES} status
 * @param {string} message
 * @param {string} [reason] machine-readable, as `google.rpc.ErrorInfo` has it
 */
export const googleError = (status, message, reason) => ({
  error: {
    code: STATUSES[status],
    message,
    status,
    ...(reason && {
      details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' }],
    }),
  },
});

/** The error that a prompt orders by `fail: NAME` or `break: NAME`; undefined if it is none of Google's. */
export function orderedError(order) {
  if (!order || !(order.type in STATUSES)) return undefined;
  return googleError(order.type, `A made ${order.type}: Überlast.`);
}

export const notFound = (message) => googleError('NOT_FOUND', message);
export const invalid = (message) => googleError('INVALID_ARGUMENT', message);

/** A message of which a part is not in the API's schema. */
export const unknownField = (name) =>
  invalid(`Invalid JSON payload received. Unknown name "${name}": Cannot find field.`);

/** The words for a credential that is missing or wrong. */
export const credentials = {
  none: () =>
    googleError(
      'PERMISSION_DENIED',
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
    ),
  badKey: () =>
    googleError('INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', 'API_KEY_INVALID'),
  badToken: () =>
    googleError(
      'UNAUTHENTICATED',
      'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
      'ACCESS_TOKEN_TYPE_UNSUPPORTED',
    ),
  noKeysHere: () =>
    googleError(
      'UNAUTHENTICATED',
      'API keys are not supported by this API. Expected OAuth2 access token or other authentication credentials that assert a principal.',
      'CREDENTIALS_MISSING',
    ),
  /** Google is silent about two at once and takes one of them; here nobody has to guess which. */
  several: () => invalid('Several credentials came; one is enough'),
};
