import type { S3Settings } from '@aperturejs/core';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { objectUrl, putObject } from './bucket.ts';
import { startBucketServer, type BucketServer } from './testing/bucket-server.ts';

const SETTINGS: S3Settings = {
  endpoint: null,
  bucket: 'records',
  region: 'eu-west-1',
  prefix: '',
  credential: { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'canary-secret' },
  every: 1,
  limit: 1,
};

describe('the URL of an object', () => {
  it.each<[string, Partial<S3Settings>, string, string]>([
    ['has the host of the bucket at AWS', {}, 'a/k', 'https://records.s3.eu-west-1.amazonaws.com/a/k'],
    [
      'has the bucket in the path where its name has dots',
      { bucket: 'my.records' },
      'k',
      'https://s3.eu-west-1.amazonaws.com/my.records/k',
    ],
    ['has China’s domain', { region: 'cn-north-1' }, 'k', 'https://records.s3.cn-north-1.amazonaws.com.cn/k'],
    [
      'has the bucket in the path at an endpoint, below its own path',
      { endpoint: 'http://minio:9000/s3' },
      'a b/ü+/k',
      'http://minio:9000/s3/records/a%20b/%C3%BC%2B/k',
    ],
  ])('%s', (_what, more, key, url) => {
    expect(objectUrl({ ...SETTINGS, ...more }, key).href).toBe(url);
  });

  it.each<[string, Partial<S3Settings>, string]>([
    ['prefix', {}, 'a/../../other/k'],
    ['prefix', { endpoint: 'http://minio:9000' }, './k'],
    ['region', { region: 'evil.example/' }, 'k'],
    ['endpoint', { endpoint: 'minio' }, 'k'],
  ])('is not made of a bad %s', (name, more, key) => {
    expect(() => objectUrl({ ...SETTINGS, ...more }, key)).toThrow(`exporters.s3.${name}`);
  });
});

describe('an object', () => {
  let server: BucketServer;
  beforeEach(async () => {
    server = await startBucketServer();
  });
  afterEach(() => server.close());

  const body = new TextEncoder().encode('an object') as Uint8Array<ArrayBuffer>;
  const put = (
    more: Partial<S3Settings> = {},
    env: Record<string, string> = {},
    signal: AbortSignal = new AbortController().signal,
  ): Promise<void> =>
    putObject({ ...SETTINGS, endpoint: server.origin, ...more }, 'k', body, {
      env: (name) => env[name],
      signal,
      retries: [0, 0],
    });

  it('is written with a signature of the credential, of the config or of the surroundings', async () => {
    const env = { AWS_ACCESS_KEY_ID: 'ASIAENV', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };
    await put({}, env);
    await put({ credential: null }, env);
    expect(server.objects.get('/records/k')?.toString()).toBe('an object');
    expect(server.seen.map(({ headers }) => headers['content-type'])).toEqual(
      Array(2).fill('application/zstd'),
    );
    const [own, other] = server.seen.map(({ headers }) => headers);
    expect(own!.authorization).toContain('Credential=AKIAIOSFODNN7EXAMPLE/');
    expect(own).not.toHaveProperty('x-amz-security-token');
    expect(other!.authorization).toContain('Credential=ASIAENV/');
    expect(other).toHaveProperty('x-amz-security-token', 't');
    await expect(put({ credential: null })).rejects.toThrow(
      'set exporters.s3.access_key_id and access_secret',
    );
  });

  it('is sent again where that may help', async () => {
    const answers = [500, 503];
    server.answer = (res, keep) => {
      const status = answers.shift();
      if (status) res.writeHead(status).end();
      else keep();
    };
    await put();
    expect([server.seen.length, server.objects.size]).toEqual([3, 1]);
    server.answer = (res) => void res.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
    await expect(put()).rejects.toThrow('the service answered 503 SlowDown');
    expect(server.seen).toHaveLength(6);
    let cut = 2;
    server.answer = (res, keep) => void ((cut -= 1) >= 0 ? res.destroy() : keep());
    await put();
  });

  it('is not sent again where it does not, and nothing is repeated of what the service said', async () => {
    server.answer = (res, _keep, req) =>
      void res
        .writeHead(403)
        .end(
          `<Error><Code>SignatureDoesNotMatch</Code><Message>${req.headers.authorization} canary</Message></Error>`,
        );
    const error = await put().catch((failure: Error) => failure);
    expect(error).toEqual(new Error('the service answered 403 SignatureDoesNotMatch'));
    expect(server.seen).toHaveLength(1);
    server.answer = (res) => void res.writeHead(404).end(`<Code>${'x'.repeat(200)}</Code>`);
    await expect(put()).rejects.toThrow(/^the service answered 404$/);
  });

  it('follows nobody elsewhere, and tells in which region the bucket is', async () => {
    const elsewhere = await startBucketServer();
    try {
      server.answer = (res) =>
        void res
          .writeHead(307, {
            location: `${elsewhere.origin}/records/k`,
            'x-amz-bucket-region': 'eu-central-1',
          })
          .end();
      await expect(put()).rejects.toThrow('the bucket is in eu-central-1: set exporters.s3.region');
      expect(elsewhere.seen).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  it('goes nowhere where nobody listens, or when it is given up', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => void free.once('listening', resolve));
    const { port } = free.address() as { port: number };
    await new Promise((resolve) => void free.close(resolve));
    await expect(put({ endpoint: `http://127.0.0.1:${port}` })).rejects.toThrow(
      `127.0.0.1:${port} cannot be reached: ECONNREFUSED`,
    );
    const giveUp = new AbortController();
    server.answer = () => giveUp.abort();
    await expect(put({}, {}, giveUp.signal)).rejects.toThrow('AbortError');
    expect(server.seen).toHaveLength(1);
  });
});
