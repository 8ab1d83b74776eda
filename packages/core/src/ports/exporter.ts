import type { S3Settings } from '../config/data-settings.ts';

/** Takes records elsewhere. It reads them from the store, so no call waits for it. */
export interface Exporter {
  /** Its settings in a config that comes into force; null if it is off. Returns at once. */
  configure(settings: S3Settings | null): void;
  status(): ExporterStatus;
}

/** How an exporter is. */
export interface ExporterStatus {
  /** `s3`. */
  readonly name: string;
  readonly enabled: boolean;
  /** When an object was written last, by whichever gateway on the same store; null if none was, or nobody knows yet. */
  readonly lastExport: number | null;
  /** Records that this process has exported. */
  readonly exported: number;
  /** Records that wait, as of the last look; null before it. */
  readonly waiting: number | null;
  /** Why the last try failed; null if it did not. Holds no credential. */
  readonly failing: string | null;
}
