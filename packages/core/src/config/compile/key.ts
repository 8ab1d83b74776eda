/** The `apikey` of a provider: a text for a header, a service account, or a key pair to sign with. */
import { awsRegionOf, awsServiceOf, parseAwsKey } from '../../credentials/aws-key.ts';
import { KEYFILE, parseKeyfile } from '../../credentials/service-account.ts';
import type { Report } from '../report.ts';
import type { ProviderConfig } from '../schema/provider.ts';
import type { KeySource, Provider } from '../snapshot.ts';
import type { Path } from '../tree.ts';

type CompiledKey = Pick<Provider, 'apikey' | 'keySource'>;

/** What a provider's key depends on besides its config. */
export interface KeyContext {
  /** The host of `baseurl`, if there is one. */
  readonly host: string | undefined;
  readonly upstream: string;
  /** A provider without a key goes without a credential. */
  readonly needed: boolean;
}

/** What a header can carry: no control character, nothing beyond Latin-1 (RFC 9110, 5.5). */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const NO_KEY: CompiledKey = { apikey: '', keySource: null };

/**
 * Compiles a key. One that is wrong in itself is not left out as if there were none: requests would go without a
 * credential, or with a model's name to another provider, and each is more than was asked for. They are refused instead.
 */
export function compileKey(
  id: string,
  config: ProviderConfig,
  context: KeyContext,
  path: Path,
  report: Report,
): CompiledKey {
  const { apikey, authorization } = config;
  const unusable = (what: string): CompiledKey => {
    report.warning(`provider ${id}: ${what}; requests that need the key are refused`, [...path, 'apikey']);
    return { apikey: '', keySource: { kind: 'unusable' } };
  };
  const made = (source: KeySource | string): CompiledKey =>
    typeof source === 'string' ? unusable(source) : { apikey: '', keySource: source };

  if (apikey.startsWith(KEYFILE)) {
    if (authorization !== 'bearer') {
      const ignored = `tokens of a keyfile:: key are sent as bearer; authorization ${authorization} is ignored`;
      report.warning(`provider ${id}: ${ignored}`, [...path, 'authorization']);
    }
    const account = parseKeyfile(apikey);
    return made(typeof account === 'string' ? `the keyfile:: key ${account}` : account);
  }
  if (authorization === 'aws-sigv4' && (apikey !== '' || context.needed)) {
    return made(awsKey(config, context));
  }
  if (!HEADER_VALUE.test(apikey)) return unusable('apikey holds characters that no header can carry');
  if (apikey !== '') return { apikey, keySource: null };
  // Right for self-hosted models, so nothing that a save should fail on (spec/aperture.md 1.3).
  if (context.needed && report.mode === 'start') {
    const message = `provider ${id} has no apikey configured; requests go to it without a credential`;
    report.warning(message, [...path, 'apikey']);
  }
  return NO_KEY;
}

/** A key pair and what it signs for; or what is wrong with it. */
function awsKey({ apikey, aws_region }: ProviderConfig, { host, upstream }: KeyContext): KeySource | string {
  const key = parseAwsKey(apikey);
  if (!key) {
    return 'authorization aws-sigv4 needs an apikey of the form "ACCESS_KEY_ID:SECRET" or "ACCESS_KEY_ID:SECRET:SESSION_TOKEN"';
  }
  const region = aws_region ?? (host === undefined ? undefined : awsRegionOf(host));
  if (region === undefined) return 'the host of baseurl tells no AWS region, and aws_region is not set';
  return { kind: 'aws_key', ...key, region, service: awsServiceOf(upstream) };
}
