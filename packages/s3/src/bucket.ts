/** Writes objects into a bucket: one signed PUT, sent again where that may help. */
import type { S3Settings } from '@aperturejs/core';
import { AwsV4Signer } from 'aws4fetch';
import { createHash } from 'node:crypto';

/** What it takes besides the settings. */
export interface BucketPorts {
  /** Reads the surroundings: `AWS_ACCESS_KEY_ID` and its kind, where the config has no credential. */
  readonly env: (name: string) => string | undefined;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
  /** Milliseconds before the second try, and the third. */
  readonly retries: readonly number[];
}

/** Nothing that an export makes takes longer on a line that is any good. */
const TIMEOUT_MS = 120_000;
/** Of an answer that says no. */
const MAX_ANSWER = 16_384;

/**
 * Writes an object.
 *
 * @throws Error with a message that holds no credential and nothing of the answer but its status and code
 */
export async function putObject(
  settings: S3Settings,
  key: string,
  body: Uint8Array<ArrayBuffer>,
  ports: BucketPorts,
): Promise<void> {
  for (const pause of [...ports.retries, null]) {
    const failure = await tryOnce(settings, key, body, ports);
    if (!failure) return;
    if (pause === null || !failure.mayPass || ports.signal.aborted) throw new Error(failure.message);
    await paused(pause, ports.signal);
  }
}

interface Failure {
  readonly message: string;
  /** Trying again may help. */
  readonly mayPass: boolean;
}

async function tryOnce(
  settings: S3Settings,
  key: string,
  body: Uint8Array<ArrayBuffer>,
  { env, signal }: BucketPorts,
): Promise<Failure | null> {
  const url = objectUrl(settings, key);
  const headers = await signedHeaders(url, settings, body, env);
  try {
    const answer = await fetch(url, {
      method: 'PUT',
      headers,
      body,
      // A credential follows nobody's word to another host.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (answer.ok) {
      await answer.body?.cancel();
      return null;
    }
    return await told(answer);
  } catch (error) {
    return { message: `${url.host} cannot be reached: ${reasonOf(error)}`, mayPass: true };
  }
}

/**
 * Where an object is: at AWS in a host of the bucket's own, as its pages ask for, unless the name has dots, which no
 * certificate covers; elsewhere in the path, which every service takes.
 */
export function objectUrl({ endpoint, bucket, region }: S3Settings, key: string): URL {
  if (key.split('/').some((part) => part === '.' || part === '..')) {
    throw new Error('exporters.s3.prefix has a part "." or ".."');
  }
  const path = key.split('/').map(encoded).join('/');
  if (endpoint !== null) {
    if (!URL.canParse(endpoint)) throw new Error('exporters.s3.endpoint is no URL');
    return new URL(`${endpoint}/${encoded(bucket)}/${path}`);
  }
  if (!/^[a-z0-9-]{1,64}$/.test(region)) throw new Error('exporters.s3.region is no region of AWS');
  const service = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  return /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket)
    ? new URL(`https://${bucket}.${service}/${path}`)
    : new URL(`https://${service}/${encoded(bucket)}/${path}`);
}

/** RFC 3986, as the signature has it. */
function encoded(part: string): string {
  return encodeURIComponent(part).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

async function signedHeaders(
  url: URL,
  { credential, region }: S3Settings,
  body: Uint8Array,
  env: BucketPorts['env'],
): Promise<Headers> {
  const accessKeyId = credential?.id ?? env('AWS_ACCESS_KEY_ID');
  const secretAccessKey = credential?.secret ?? env('AWS_SECRET_ACCESS_KEY');
  if (!accessKeyId || !secretAccessKey) {
    throw new Error(
      'there is no credential: set exporters.s3.access_key_id and access_secret, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    );
  }
  const sessionToken = credential ? undefined : env('AWS_SESSION_TOKEN');
  const { headers } = await new AwsV4Signer({
    method: 'PUT',
    url: url.href,
    headers: {
      'content-type': 'application/zstd',
      'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    },
    accessKeyId,
    secretAccessKey,
    ...(sessionToken && { sessionToken }),
    service: 's3',
    region,
  }).sign();
  return headers;
}

/** What an answer says that is no yes: its status and its code. The rest may repeat what it was sent. */
async function told(answer: Response): Promise<Failure> {
  const { status } = answer;
  const elsewhere = answer.headers.get('x-amz-bucket-region');
  const code = /<Code>([A-Za-z0-9.]{1,64})<\/Code>/.exec(await beginningOf(answer))?.[1];
  const why =
    elsewhere !== null && /^[a-z0-9-]{1,64}$/.test(elsewhere)
      ? `; the bucket is in ${elsewhere}: set exporters.s3.region`
      : '';
  return {
    message: `the service answered ${status}${code ? ` ${code}` : ''}${why}`,
    mayPass: status >= 500 || status === 429 || status === 408,
  };
}

async function beginningOf(answer: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > MAX_ANSWER) break;
  }
  return text;
}

function reasonOf(error: unknown): string {
  const { name, cause } = error as Error;
  const code = (cause as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : name === 'TimeoutError' ? 'it took too long' : name;
}

function paused(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    timer.unref();
    signal.addEventListener('abort', end);
  });
}
