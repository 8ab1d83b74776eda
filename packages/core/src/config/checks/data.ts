/** `exporters` and `database` (spec/aperture.md 7.7, 7.8). */
import { retentionOf } from '../retention.ts';
import type { Report } from '../report.ts';
import type { Config } from '../schema/config.ts';

/** Warns of settings that an export or a purge could not follow. */
export function checkData(config: Config, report: Report): void {
  checkS3(config, report);
  if (config.exporters.s3?.prefix.endsWith('/')) {
    report.warning('exporters.s3.prefix must not end with a slash', ['exporters', 's3', 'prefix']);
  }
  checkDatabase(config, report);
}

function checkDatabase({ database: { url, retention } }: Config, report: Report): void {
  if (url !== '' && !isDatabaseUrl(url)) {
    // Without what it says: there may be a password in it.
    report.error('database.url must be "postgres://…" with a host, or "sqlite:" and the path of a file', [
      'database',
      'url',
    ]);
  }
  if (retentionOf(retention.duration) === undefined) {
    report.warning('database.retention.duration must be empty, "0", or between "1h" and "3650d"', [
      'database',
      'retention',
      'duration',
    ]);
  }
}

function isDatabaseUrl(text: string): boolean {
  if (/^sqlite:./i.test(text)) return true;
  return /^postgres(?:ql)?:\/\//i.test(text) && URL.canParse(text);
}

/** What no export could do with. An exporter without a bucket is off, and nobody minds what else it says. */
function checkS3({ exporters: { s3 } }: Config, report: Report): void {
  if (!s3?.bucket_name) return;
  const { endpoint, access_key_id: id, access_secret: secret } = s3;
  if (endpoint !== '' && !isOrigin(endpoint)) {
    report.warning('exporters.s3.endpoint must be a URL such as "https://s3.example.com"', [
      'exporters',
      's3',
      'endpoint',
    ]);
  }
  if (!id !== !secret) {
    const [has, lacks] = id ? ['access_key_id', 'access_secret'] : ['access_secret', 'access_key_id'];
    report.warning(`exporters.s3 has ${has} and no ${lacks}`, ['exporters', 's3', has]);
  }
}

/** A URL that leads to a service, with nothing in it that would be taken for more. */
function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return false;
  return url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}
