/** The exporter of the server of the command. */
import type { Exporter, Logger, RecordStore } from '@aperturejs/core';

/** One that ends with the server. */
interface ClosableExporter extends Exporter {
  close(): Promise<void>;
}

/**
 * Makes the exporter to S3, which does nothing unless the config has `exporters.s3`.
 *
 * @param store where the records are; null if none are kept
 */
export async function openExporter(
  store: RecordStore | null,
  logger: Logger,
): Promise<ClosableExporter | null> {
  if (!store?.exports) return null;
  try {
    const { createS3Exporter } = await import('@aperturejs/s3');
    return createS3Exporter(store, { logger });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    logger.log('warn', 'nothing is exported: the package @aperturejs/s3 cannot be loaded', { why });
    return null;
  }
}
