/** The port that tells who calls. */
import type { Refusal } from '../errors.ts';
import type { HeaderList } from '../wire/header-list.ts';

/** Who calls. */
export interface Identity {
  /** The login name, such as `alice@example.com`; a tagged device's sorted tags joined with `,`; `(loopback)`. */
  readonly login: string;
  /** The stable id of the caller's device or key, where the source knows one. */
  readonly node?: string;
  /** A tagged device's tags, sorted: `['tag:api', 'tag:prod']`. */
  readonly tags: readonly string[];
  /** The groups the source knows of, written as grants write them: `group:engineering` or a group's e-mail address. */
  readonly groups: readonly string[];
  /** A name for people. */
  readonly displayName?: string;
  /** The kind of the source that told: `tailscale`, `header`, `key`, `jwt`, `loopback`, or a host's own word. */
  readonly source: string;
  /**
   * Capabilities that came with the identity (a tailnet policy file's grants), by capability name, as received. Those
   * under `tailscale.com/cap/aperture` count like grants of the config.
   */
  readonly capabilities?: Readonly<Record<string, readonly unknown[]>>;
}

/** What an identity source may look at. */
export interface Caller {
  readonly headers: HeaderList;
  /** The host that the request names: the `Host` header or `:authority`, with its port. */
  readonly host: string | undefined;
  /**
   * True for what programs may do under any name of the gateway: calls of models. For a page, a browser sends them with an
   * `Origin` at all times.
   */
  readonly isCall: boolean;
  /** The peer of the connection. */
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  /** The same object for each request on the connection; undefined if the face knows none. */
  readonly connection?: object | undefined;
  /** The client's address, where the peer is one of `server.trusted_proxies` and forwarded the request. */
  readonly forwardedFor?: string | undefined;
}

/**
 * What a source says: an identity; null for "not mine, ask the next"; or a refusal that ends the search, for a
 * credential that was presented and is wrong (a weaker source must never take over from a failed check).
 */
export type Identification = Identity | Refusal | null;

/** Tells who calls. */
export interface IdentitySource {
  /** As in the config: `tailscale`, `header`, `key`, `jwt`, `loopback`. */
  readonly type: string;
  /** Lower-case names of headers that are meant for the gateway alone: they never reach a provider. */
  readonly headers: readonly string[];
  /**
   * True if a browser brings along by itself what identifies: its place in the network, or a proxy's session. Requests that
   * a web page of others may be behind are refused then (field.md D17).
   */
  readonly byNetwork: boolean;
  identify(caller: Caller): Identification | Promise<Identification>;
  /** No new questions will come; those under way are still answered. */
  close?(): void;
}
