/** What the config says of records: how much is kept, how long, and where it goes. */

/** How much of an exchange is kept beside its record: nothing, the headers, or the bodies as well. */
export type CaptureLevel = 'off' | 'headers' | 'full';

/** What is kept of requests. */
export interface DatabaseSettings {
  /** Where `aperture serve` keeps records; null for a file of its own. It may hold a password. */
  readonly url: string | null;
  /** Default `headers`. */
  readonly captures: CaptureLevel;
  /** Bytes of a body that are kept, of each side; default 1 MiB. */
  readonly captureBytes: number;
  /** The headers that calls are found and summed by. */
  readonly filterable: readonly FilterableHeader[];
  /** Bytes that the database may take; default 4 GiB. Beyond that the oldest captures go. */
  readonly maxBytes: number;
  readonly retention: Retention;
}

/** A header that calls are found and summed by. */
export interface FilterableHeader {
  /** In lower case. */
  readonly name: string;
  /** That it was there is kept, and not what it said. */
  readonly redact: boolean;
}

/** How long it is kept. Figures are always kept. */
export interface Retention {
  /** Milliseconds from the call on; 0 keeps nothing of what is purged, null everything. */
  readonly keep: number | null;
  /** Only what was exported is purged. */
  readonly requireExport: boolean;
  /** Captures are purged. */
  readonly captures: boolean;
  /** Which tools were called is purged. */
  readonly tools: boolean;
}

/** How records are exported to S3. */
export interface S3Settings {
  /** The URL of a service other than AWS, without a slash at its end; null for AWS. */
  readonly endpoint: string | null;
  readonly bucket: string;
  readonly region: string;
  /** What the names of objects begin with, without a slash at its end; may be empty. */
  readonly prefix: string;
  /** Null for the one of the surroundings. */
  readonly credential: { readonly id: string; readonly secret: string } | null;
  /** Milliseconds from one export to the next. */
  readonly every: number;
  /** Records of one export at most. */
  readonly limit: number;
}
