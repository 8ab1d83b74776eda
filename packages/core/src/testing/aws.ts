/**
 * What Amazon Bedrock looks at before it answers, by the signer of AWS's own SDK: it signs what came once more, and the
 * two signatures must agree.
 */
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { headerValues, type HeaderList } from '../wire/header-list.ts';

/** A request as it reached the service. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query of the request line. */
  readonly path: string;
  readonly host: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}

/** Whose signature it must be, and for what. */
export interface ExpectedSigner {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly region: string;
  readonly service: string;
}

/** Why AWS refuses the request, or null. Its clock may differ by five minutes. */
export async function awsRefusal(request: SignedRequest, signer: ExpectedSigner): Promise<string | null> {
  const { headers } = request;
  const one = (name: string): string => {
    const values = headerValues(headers, name);
    if (values.length !== 1) throw new Error(`${values.length} of ${name}`);
    return values[0] as string;
  };
  try {
    const authorization = one('authorization');
    const parts = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=[0-9a-f]{64}$/.exec(
      authorization,
    );
    if (!parts) return `no signature: ${authorization.split(' ', 1)[0]}`;
    const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(one('x-amz-date'));
    if (!date) return 'no date';
    const [, year, month, day, hour, minute, second] = date;
    const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    if (Math.abs(at.getTime() - Date.now()) > 5 * 60_000) return 'signature expired';
    const scope = `${signer.accessKeyId}/${year}${month}${day}/${signer.region}/${signer.service}/aws4_request`;
    if (parts[1] !== scope) return `credential should be scoped to ${scope}`;
    const signed = (parts[2] as string).split(';');
    const names = headers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
    const unsigned = ['host', ...names.filter((name) => name.startsWith('x-amz-'))].find(
      (name) => !signed.includes(name),
    );
    if (unsigned) return `${unsigned} is not signed`;
    if (one('x-amz-content-sha256') !== createHash('sha256').update(request.body).digest('hex')) {
      return 'the payload hash does not match';
    }
    if (headerValues(headers, 'x-amz-security-token').join() !== (signer.sessionToken ?? '')) {
      return 'the security token is invalid';
    }
    const expected = await signAgain(request, signer, signed, at);
    return authorization === expected ? null : 'the request signature we calculated does not match';
  } catch (error) {
    return (error as Error).message;
  }
}

async function signAgain(
  { method, path, host, headers, body }: SignedRequest,
  { accessKeyId, secretAccessKey, sessionToken, region, service }: ExpectedSigner,
  signed: readonly string[],
  signingDate: Date,
): Promise<string | undefined> {
  const url = new URL(`http://${host}${path}`);
  const query: Record<string, string[]> = Object.create(null);
  for (const [name, value] of url.searchParams) (query[name] ??= []).push(value);
  const picked: Record<string, string> = {};
  for (const name of signed) picked[name] = name === 'host' ? host : headerValues(headers, name).join(',');
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
    region,
    service,
    sha256: Sha256,
    applyChecksum: true,
  });
  const again = await signer.sign(
    // The path as the request line has it: the signer of the SDK encodes it once more, as the service does.
    {
      method,
      protocol: 'https:',
      hostname: url.hostname,
      path: path.split('?', 1)[0] as string,
      query,
      headers: picked,
      body,
    },
    { signingDate },
  );
  return again.headers['authorization'];
}

type Data = string | ArrayBuffer | ArrayBufferView;

/** The hash that the signer asks for. */
class Sha256 {
  readonly #hash;

  constructor(secret?: Data) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: Data): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }

  reset(): void {
    throw new Error('not used by the signer');
  }
}

function bytesOf(data: Data): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
