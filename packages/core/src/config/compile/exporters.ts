import type { ExportersConfig } from '../schema/data.ts';
import type { S3Settings } from '../data-settings.ts';
import type { Snapshot } from '../snapshot.ts';

/** More records are not put into one export, whatever the config says (spec/aperture.md 7.7). */
const MAX_LIMIT = 10_000;

/** The exporters that are turned on. */
export function compileExporters({ s3 }: ExportersConfig): Snapshot['exporters'] {
  if (!s3?.bucket_name) return { s3: null };
  const { access_key_id: id, access_secret: secret } = s3;
  const settings: S3Settings = {
    endpoint: s3.endpoint === '' ? null : s3.endpoint.replace(/\/+$/, ''),
    bucket: s3.bucket_name,
    region: s3.region,
    prefix: s3.prefix.replace(/\/+$/, ''),
    credential: id && secret ? { id, secret } : null,
    every: s3.every * 1_000,
    limit: Math.min(s3.limit, MAX_LIMIT),
  };
  return { s3: settings };
}
