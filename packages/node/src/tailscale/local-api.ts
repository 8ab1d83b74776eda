/** The one question that the gateway has for the Tailscale daemon: who has this address? Its LocalAPI is HTTP on a socket. */
import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import type { TailscaleConfig } from '@aperturejs/core';

/** What the daemon knows of a peer, as far as it matters here. Whether it is so must be looked at: it is their JSON. */
export interface WhoIs {
  readonly Node?: { readonly StableID?: unknown; readonly ComputedName?: unknown; readonly Tags?: unknown };
  readonly UserProfile?: {
    readonly LoginName?: unknown;
    readonly DisplayName?: unknown;
    readonly Groups?: unknown;
  };
  readonly CapMap?: unknown;
}

/** The longest answer read. One with many capabilities has some kilobytes. */
const MAX_LENGTH = 4 * 2 ** 20;

/** Where tailscaled listens. The macOS app has no socket; it takes `address` and `password`. */
const SOCKET =
  process.platform === 'darwin' ? '/var/run/tailscaled.socket' : '/var/run/tailscale/tailscaled.sock';

/**
 * Asks the daemon who is at an address. Null if nobody of the tailnet is.
 *
 * @param address an IP, or IP:PORT where one IP stands for several peers
 * @param timeout milliseconds for the whole exchange; 0 is no limit
 * @throws Error if the daemon cannot be asked, is not on its tailnet, or answers anything else
 */
export async function whoIs(
  address: string,
  config: TailscaleConfig,
  timeout: number,
): Promise<WhoIs | null> {
  const limit = timeout > 0 ? { signal: AbortSignal.timeout(timeout) } : {};
  const get = (path: string): Promise<object | null> => ask({ ...targetOf(config), path, ...limit });
  // A daemon that has just started, or was told to leave, knows nobody at all: that would say nothing about the peer.
  const { BackendState: state }: Status = (await get('/localapi/v0/status?peers=false')) ?? {};
  if (state !== 'Running') throw new Error(`the daemon is not on its tailnet: ${String(state).slice(0, 40)}`);
  // About a port that it does not know it thinks for a while; without `proto`, once for TCP and once more for UDP.
  return get(`/localapi/v0/whois?proto=tcp&addr=${encodeURIComponent(address)}`);
}

/** What the daemon does, as far as it matters here. */
interface Status {
  readonly BackendState?: unknown;
}

/** What the daemon answers; null if it has no answer. */
async function ask(options: RequestOptions): Promise<object | null> {
  const response = await send(options);
  const body = await textOf(response);
  if (response.statusCode === 404) return null;
  if (response.statusCode !== 200) throw new Error(`the daemon answered ${response.statusCode}`);
  const parsed: unknown = JSON.parse(body);
  if (typeof parsed !== 'object' || parsed === null) throw new Error('the daemon answered something else');
  return parsed;
}

function targetOf({ socket, address, password }: TailscaleConfig): RequestOptions {
  // The daemon refuses every other host, and any browser's marks, against DNS rebinding.
  const headers: Record<string, string> = { host: 'local-tailscaled.sock' };
  if (address === undefined) return { socketPath: socket ?? SOCKET, headers };
  // What tsnet's loopback listener and the macOS app want to see besides the password.
  headers['sec-tailscale'] = 'localapi';
  if (password !== undefined) {
    headers['authorization'] = `Basic ${Buffer.from(`:${password}`).toString('base64')}`;
  }
  const colon = address.lastIndexOf(':');
  return {
    host: address.slice(0, colon).replace(/^\[(.*)\]$/, '$1'),
    port: address.slice(colon + 1),
    headers,
  };
}

function send(options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // A connection for each question: one that was kept would fail when the daemon has restarted in between.
    request({ ...options, agent: false }, resolve)
      .on('error', reject)
      .end();
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) {
    text += chunk as string;
    if (text.length > MAX_LENGTH) throw new Error('the daemon answered too much');
  }
  return text;
}
