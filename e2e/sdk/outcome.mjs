/** What a call of an SDK came to, as plain values: two of them can be compared. */

/** What differs from one exchange to the next, the cookies that a gateway keeps back, and what Express adds. */
const PASSING = new Set([
  'date',
  // When the Vercel AI SDK got an answer.
  'timestamp',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'set-cookie',
  'x-powered-by',
]);

/**
 * The value that a promise resolves to, or the error with which it rejects and everything that an application can read
 * of it.
 *
 * @param {() => unknown} call
 */
export async function outcomeOf(call) {
  try {
    return { value: plain(await call()) };
  } catch (error) {
    return { error: errorOf(error) };
  }
}

/**
 * All that a stream yields.
 *
 * @throws what the stream throws, with the items before it as `items`
 */
export async function drained(stream) {
  const items = [];
  try {
    for await (const item of stream) items.push(plain(item));
  } catch (error) {
    throw Object.assign(error, { items });
  }
  return items;
}

/** The headers of a response that a gateway hands on. */
export const headersOf = (headers) =>
  Object.fromEntries(Array.from(headers).filter(([name]) => !PASSING.has(name)));

function errorOf(error) {
  const fields = Object.entries(error).filter(([name]) => !PRIVATE.has(name));
  return {
    class: error.constructor.name,
    name: error.name,
    message: error.message,
    ...Object.fromEntries(fields.map(([name, value]) => [name, plain(value)])),
  };
}

/** What holds sockets, the address that was asked, or a clock. */
const PRIVATE = new Set(['$response', 'stack', 'url', 'requestBodyValues']);

function plain(value) {
  if (value instanceof Headers) return headersOf(value);
  if (value instanceof Error) return errorOf(value);
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => !PASSING.has(name.toLowerCase()) && typeof inner !== 'function')
      .map(([name, inner]) => [name, plain(inner)]),
  );
}
