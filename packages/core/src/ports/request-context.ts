import type { Identity } from './identity.ts';

/** What a face knows of a request that the Request does not say. */
export interface RequestContext {
  /** The peer's address, without brackets or zone. */
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  /** Stands for the connection: the same object for each request on it, and another for every other connection. */
  readonly connection?: object | undefined;
  /** The path under which the gateway is mounted, such as `/ai`; it is cut off before routing. Adds to `server.base_path`. */
  readonly basePath?: string;
  /** Who calls, where the host application has found out already. No source is asked then. */
  readonly identity?: Identity;
}
