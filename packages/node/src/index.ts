/** The public names of Aperture on Node. */
export type { HostInfo } from './bridge/host-info.ts';
export { toNodeListener, type ListenerOptions, type NodeListener } from './bridge/listener.ts';
export type { FetchHandler, NodeRequest, NodeResponse } from './bridge/node-http.ts';
export { configFile } from './config-file/config-file.ts';
export { createLogger, type LogLevel } from './logger.ts';
export { nodeMacros } from './macros.ts';
export { createModelInfoSource } from './model-info/genai-prices.ts';
export { mountedGateway, type MountOptions } from './mounted-gateway.ts';
export { createNodeGateway } from './node-gateway.ts';
export type { Address } from './server/bind.ts';
export { createServer, type ApertureServer, type ServerOptions } from './server/create-server.ts';
export { createUndiciTransport, type UndiciTransportOptions } from './transport/undici.ts';
export { attachUpgrade, type AttachedUpgrade, type UpgradeOptions } from './websocket/upgrade.ts';
