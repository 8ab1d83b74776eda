/** Where exports go in tests that want to see the service fail. A real one is asked in test/with-s3. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeSequence } from 'cbor2';
import { decompress } from 'fzstd';

/** What a test looks at. */
export interface BucketServer {
  readonly origin: string;
  /** Objects by their path. */
  readonly objects: Map<string, Buffer>;
  /** The requests that came, refused ones included. */
  readonly seen: { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** What becomes of a request; by default its object is kept. */
  answer: ((res: ServerResponse, keep: () => void, req: IncomingMessage) => void) | null;
  close(): Promise<void>;
}

export async function startBucketServer(): Promise<BucketServer> {
  const objects = new Map<string, Buffer>();
  const seen: BucketServer['seen'] = [];
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const path = req.url ?? '';
    seen.push({ path, headers: req.headers });
    const keep = (): void => {
      objects.set(path, body);
      res.writeHead(200).end();
    };
    const sum = createHash('sha256').update(body).digest('hex');
    const isSigned = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[^/]+\/s3\/aws4_request, /.test(
      req.headers.authorization ?? '',
    );
    if (req.method !== 'PUT' || !isSigned || req.headers['x-amz-content-sha256'] !== sum) {
      res.writeHead(400).end('<Error><Code>InvalidRequest</Code></Error>');
    } else if (bucket.answer) {
      bucket.answer(res, keep, req);
    } else {
      keep();
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const bucket: BucketServer = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    seen,
    answer: null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return bucket;
}

/** The records of an object, read by other libraries than those that wrote it. */
export function recordsIn(object: Uint8Array): Record<string, unknown>[] {
  const bytes = decompress(object);
  return bytes.length === 0 ? [] : ([...decodeSequence(bytes)] as Record<string, unknown>[]);
}
