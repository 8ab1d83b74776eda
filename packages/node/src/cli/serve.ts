/** `aperture serve`: the gateway until it is told to stop. */
import { dirname, join } from 'node:path';
import type { Logger } from '@aperturejs/core';
import { configFile } from '../config-file/config-file.ts';
import { createLogger, isLogLevel, LOG_LEVELS, type LogLevel } from '../logger.ts';
import { createServer, type ApertureServer, type ServerOptions } from '../server/create-server.ts';
import { openExporter } from './exporter.ts';
import { EXIT, UsageError, type Io } from './io.ts';
import { parseOptions } from './options.ts';
import { openRecords } from './records.ts';
import { writeStarterConfig } from './starter-config.ts';
import { startTelemetry } from './telemetry.ts';

/** Serves; resolves when the server has stopped. Prints its URL when it is ready, and below it that of the dashboard. */
export async function serve(args: readonly string[], io: Io): Promise<number> {
  const { values } = parseOptions(args, {
    config: { type: 'string' },
    host: { type: 'string' },
    port: { type: 'string' },
    data: { type: 'string' },
    'log-level': { type: 'string' },
  });
  const logger = createLogger(io.err, parseLevel(values['log-level']));
  const file = values.config ?? 'aperture.hujson';
  const address = {
    ...(values.host !== undefined && { host: values.host }),
    ...(values.port !== undefined && { port: parsePort(values.port) }),
  };
  // Only the default name is ever written: a missing file that was asked for by name is a typing mistake.
  if (values.config === undefined && (await writeStarterConfig(file))) {
    logger.log('info', `wrote a starter config to ${file}; edit it, it is read again when you save it`);
  }

  const data = values.data ?? join(dirname(file), 'aperture-data');
  const source = configFile(file);
  const store = await openRecords(source, data, logger);
  const exporter = await openExporter(store, logger);
  const options: ServerOptions = {
    logger,
    ...(store && { store }),
    ...(exporter && { exporter }),
    ...(await startTelemetry(store ?? undefined, exporter ?? undefined)),
    ...address,
  };
  const server = createServer(source, options);
  io.onSignal('SIGHUP', () => void reload(server, logger));
  try {
    const { url } = await server.listen();
    const { basePath } = server.gateway.snapshot.server;
    // In one piece: whoever waits for the first line may go on to the second.
    io.out(`aperture is listening on ${url}\nthe dashboard is at ${url}${basePath}/ui/\n`);
  } catch (error) {
    await server.close();
    await exporter?.close();
    await store?.close();
    throw error;
  }
  await stopSignal(io);
  logger.log('info', 'stopping; requests under way may finish');
  await server.close();
  await exporter?.close();
  await store?.close();
  return EXIT.ok;
}

/** npm passes on a Ctrl-C that the terminal has sent to everybody already: twice at once is once. */
const ECHO_MS = 500;

/** Resolves at the first signal to stop. Whoever sends a second one does not want to wait. */
function stopSignal(io: Io): Promise<void> {
  return new Promise((resolve) => {
    let asked: number | undefined;
    const ask = (): void => {
      const now = performance.now();
      if (asked === undefined) {
        asked = now;
        resolve();
      } else if (now - asked > ECHO_MS) {
        io.exit(EXIT.problem);
      }
    };
    io.onSignal('SIGTERM', ask);
    io.onSignal('SIGINT', ask);
  });
}

async function reload(server: ApertureServer, logger: Logger): Promise<void> {
  try {
    await server.gateway.reload();
    logger.log('info', 'the config was read again and is in force');
  } catch (error) {
    const problems = error instanceof Error ? error.message : String(error);
    logger.log('error', 'the config was read again and is not in force; the old one still is', { problems });
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new UsageError(`--port "${text}" is not a port`);
  return port;
}

function parseLevel(text: string | undefined): LogLevel {
  if (text === undefined || isLogLevel(text)) return text ?? 'info';
  throw new UsageError(`--log-level "${text}" is not one of ${LOG_LEVELS.join(', ')}`);
}
