/** The `server` section, compiled. */
import { parseDuration } from '../duration.ts';
import type { ServerConfig } from '../schema/server.ts';
import type { ServerSettings } from '../snapshot.ts';

/** The settings in the units that the code counts in: milliseconds and bytes. */
export function compileServer(config: ServerConfig): ServerSettings {
  const { deadlines } = config;
  return {
    host: config.host,
    port: config.port,
    basePath: config.base_path.replace(/\/$/, ''),
    hosts: config.hosts.map((host) => host.toLowerCase()),
    trustedProxies: config.trusted_proxies,
    maxBodyBytes: config.max_body_bytes,
    maxHeaderBytes: config.max_header_bytes,
    deadlines: {
      connect: parseDuration(deadlines.connect),
      firstByte: parseDuration(deadlines.first_byte),
      idle: parseDuration(deadlines.idle),
      total: parseDuration(deadlines.total),
    },
    drain: parseDuration(config.drain),
  };
}
