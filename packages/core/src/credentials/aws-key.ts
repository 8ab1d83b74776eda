/** `aws-sigv4` keys: an IAM key pair, and what its signatures are good for. */

/** A key pair and the scope of its signatures. */
export interface AwsKey {
  readonly kind: 'aws_key';
  /** Names the key; no secret. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Belongs to temporary keys. */
  readonly sessionToken: string | undefined;
  readonly region: string;
  /** The service's signing name, which is not always the host's: `bedrock` for `bedrock-runtime`. */
  readonly service: string;
}

/** Three parts at most; none of them can hold a colon. The third may be empty, as an environment variable is. */
const KEY = /^(\w+):([!-9;-~]+)(?::([!-9;-~]*))?$/;

/** Reads `<access key id>:<secret>[:<session token>]`; null for anything else. */
export function parseAwsKey(
  apikey: string,
): Pick<AwsKey, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'> | null {
  const [, accessKeyId, secretAccessKey, sessionToken] = KEY.exec(apikey) ?? [];
  if (accessKeyId === undefined || secretAccessKey === undefined) return null;
  return { accessKeyId, secretAccessKey, sessionToken: sessionToken || undefined };
}

/** A region, as in `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`. */
const REGION = /^[a-z]{2,}(?:-[a-z]+)+-\d{1,2}$/;

/**
 * The region that a host of Amazon Bedrock belongs to; undefined if it does not say. The label after the service's:
 * `bedrock-runtime[-fips].<region>.amazonaws.com`, `bedrock-mantle.<region>.api.aws`, and behind a VPC endpoint
 * `vpce-….bedrock-runtime.<region>.vpce.amazonaws.com`.
 */
export function awsRegionOf(hostname: string): string | undefined {
  const labels = hostname.split('.');
  const service = labels.findIndex((label) => /^bedrock(?:-|$)/.test(label));
  const region = service === -1 ? undefined : labels[service + 1];
  return region !== undefined && REGION.test(region) ? region : undefined;
}

/**
 * The signing name of a service of Amazon Bedrock. Mantle has one of its own, as Anthropic's SDK signs it; all other
 * endpoints share one.
 */
export function awsServiceOf(upstream: string): string {
  return upstream === 'bedrock-mantle' ? 'bedrock-mantle' : 'bedrock';
}
