/** `exporters` and `database` (spec/aperture.md 7.5, 7.7, 7.8). */
import * as v from 'valibot';
import type { CaptureLevel } from '../data-settings.ts';
import {
  anything,
  flag,
  integer,
  list,
  oneOf,
  optional,
  secret,
  section,
  text,
  type Field,
} from './field.ts';

/** The S3 exporter as the config has it. */
export interface S3Config {
  readonly endpoint: string;
  readonly bucket_name: string | null | undefined;
  readonly region: string;
  readonly prefix: string;
  readonly access_key_id: string | null | undefined;
  readonly access_secret: string | null | undefined;
  readonly every: number;
  readonly limit: number;
}

/** `exporters` as the config has it. */
export interface ExportersConfig {
  readonly s3: S3Config | undefined;
}

const nullable = (field: Field<string>): Field<string | null | undefined> => optional(v.nullable(field));

const s3: Field<S3Config> = section<S3Config>('Exports records to S3; a bucket name turns it on.', {
  endpoint: optional(text('For services other than AWS.'), ''),
  bucket_name: nullable(text('The bucket.')),
  region: optional(text('The region; always needed.'), 'us-east-1'),
  prefix: optional(text('Put before the names of the objects, without a slash at its end.'), ''),
  access_key_id: nullable(text('The id of a static credential.')),
  access_secret: nullable(secret(text('The secret of a static credential.'))),
  every: optional(integer('Seconds after the last export.', 1, 2 ** 31 - 1), 3600),
  limit: optional(integer('Records in one export; at most 10000 count.', 1, 2 ** 31 - 1), 1000),
});

/** The section `exporters`. */
export const exporters: Field<ExportersConfig> = section<ExportersConfig>('Where records are exported to.', {
  s3: optional(s3),
});

/** How much of an exchange is kept beside its record. */
export const CAPTURE_LEVELS = ['off', 'headers', 'full'] as const;

/** `database` as the config has it. */
export interface DatabaseConfig {
  readonly url: string;
  readonly max_bytes: number;
  readonly captures: CaptureLevel;
  readonly capture_bytes: number;
  readonly retention: {
    readonly duration: string;
    readonly require_export: boolean;
    readonly purge: readonly ('captures' | 'tools')[];
  };
  readonly headers: {
    readonly filterable: readonly { readonly name: string; readonly redact_values: unknown }[];
  };
}

const retention: Field<DatabaseConfig['retention']> = section<DatabaseConfig['retention']>(
  'How long captures are kept; figures are always kept.',
  {
    duration: optional(text('`30d`, `720h`: an hour to 3650 days; `0` keeps none; empty keeps all.'), ''),
    require_export: optional(flag('Purges only what was exported.'), false),
    purge: optional(list('What is purged.', oneOf(['captures', 'tools'])), ['captures']),
  },
);

const headers: Field<DatabaseConfig['headers']> = section<DatabaseConfig['headers']>('Captured headers.', {
  filterable: optional(
    list(
      'Headers that reports can be filtered by, of the request as it came and as it went to the provider; the first 20 count.',
      section<{ name: string; redact_values: unknown }>('A header.', {
        name: text('Its name.'),
        redact_values: optional(anything('Keeps that it was there, and not its value.')),
      }),
    ),
    [],
  ),
});

/** The section `database`. */
export const database: Field<DatabaseConfig> = section<DatabaseConfig>('What is kept of requests.', {
  url: optional(
    secret(
      text(
        'Where `aperture serve` keeps records: `postgres://user:password@host/database`, or a SQLite file as `sqlite:` and its path. Empty is a file in its data directory. Read at the start only.',
      ),
      'url',
    ),
    '',
  ),
  max_bytes: optional(
    integer(
      'How many bytes the database may take. Beyond that the oldest captures go; records stay.',
      1024 * 1024,
      Number.MAX_SAFE_INTEGER,
    ),
    4 * 1024 ** 3,
  ),
  captures: optional(
    oneOf(
      CAPTURE_LEVELS,
      'What is kept beside the figures: `off` nothing, `headers` those of both sides, `full` the bodies as well. Secrets are taken out. A grant may say otherwise for its callers.',
    ),
    'headers',
  ),
  capture_bytes: optional(
    integer('How many bytes of a body are kept, of each side.', 0, 64 * 1024 * 1024),
    1024 * 1024,
  ),
  retention: optional(retention, {} as DatabaseConfig['retention']),
  headers: optional(headers, {} as DatabaseConfig['headers']),
});
