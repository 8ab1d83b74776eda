/** The public names of Aperture on Node. */
export type { HostInfo } from './bridge/host-info.ts';
export { toNodeListener, type ListenerOptions, type NodeListener } from './bridge/listener.ts';
export type { FetchHandler, NodeRequest, NodeResponse } from './bridge/node-http.ts';
