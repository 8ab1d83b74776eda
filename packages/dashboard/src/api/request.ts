/** Asks the gateway. What it refuses comes as an {@link ApiError}, which says what an RFC 9457 problem says. */
import { gatewayUrl } from '../app/router.ts';

/** Values of a query; those that are empty are left out. */
export type Parameters = Readonly<Record<string, string | number | null | undefined>>;

/** One mistake of a request: in a parameter (`query.limit`), or in a config (`config:12:5`). */
export interface Mistake {
  readonly location: string;
  readonly message: string;
  readonly value?: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;
  readonly level?: 'error' | 'warning';
}

/** What the gateway says no with. */
export class ApiError extends Error {
  /** 0 if there was no answer at all. */
  readonly status: number;
  /** The code of docs/reference/errors.md. */
  readonly code: string;
  readonly errors: readonly Mistake[];

  constructor(status: number, code: string, message: string, errors: readonly Mistake[] = []) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

export interface RequestOptions {
  readonly method?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** The URL of a path beside the app, `aperture/records`, with a query. */
export function urlOf(path: string, parameters: Parameters = {}): URL {
  const url = gatewayUrl(path);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') url.searchParams.set(name, String(value));
  }
  return url;
}

/**
 * Asks for JSON.
 *
 * @param path beside the app, without a slash in front: `aperture/records`
 * @throws ApiError for every answer but 2xx, and where there is none; an `AbortError` if `signal` said so
 */
export async function getJson<T>(
  path: string,
  parameters?: Parameters,
  options?: RequestOptions,
): Promise<T> {
  return (await (await ask(path, parameters, options)).json()) as T;
}

/** As {@link getJson}, with the whole answer: for its headers, such as `ETag`. */
export async function ask(
  path: string,
  parameters: Parameters = {},
  { method = 'GET', body, headers, signal }: RequestOptions = {},
): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(urlOf(path, parameters), {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, 'unreachable', 'The gateway cannot be reached. It may be restarting.');
  }
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

/** Reads a problem; anything else that is no success is one that says only its status. */
async function problemOf(answer: Response): Promise<ApiError> {
  const text = await answer.text().catch(() => '');
  try {
    const { title, detail, errors, error } = JSON.parse(text) as {
      title?: string;
      detail?: string;
      errors?: Mistake[];
      error?: { code?: string; message?: string };
    };
    const code = title ?? error?.code ?? '';
    return new ApiError(answer.status, code, detail ?? error?.message ?? code, errors);
  } catch {
    return new ApiError(answer.status, '', `The gateway answered with ${answer.status}.`);
  }
}
