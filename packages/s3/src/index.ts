/** Exports records to S3. */
export { createS3Exporter, type S3Exporter, type S3ExporterOptions } from './s3-exporter.ts';
