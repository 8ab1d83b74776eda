/** What the log is told of a request that failed. */
import type { Refusal } from '../errors.ts';
import type { Logger } from '../ports/logger.ts';

/**
 * Tells the log what the client hears, and of a fault of the gateway where it happened. Not the fault's own message: a
 * runtime quotes the header value it could not take, which may be a credential (field.md D10).
 */
export function reportFailure(logger: Logger, { code, message }: Refusal, error: unknown): void {
  if (code !== 'internal') return logger.log('warn', message, { code });
  const frames =
    error instanceof Error ? error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) : undefined;
  return logger.log('error', 'a request failed inside the gateway', {
    error: error instanceof Error ? error.name : typeof error,
    at: frames?.slice(0, 5).map((line) => line.trim()),
  });
}
