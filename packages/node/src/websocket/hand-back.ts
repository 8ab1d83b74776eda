/**
 * Gives a request that wants another protocol back to its server as an ordinary one. Once somebody listens for upgrades,
 * Node hands all of them over, also those of Java's HttpClient, which offers `h2c` with every request it makes and means
 * nothing by it, and those for paths of a host application that knows no WebSockets.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** Lets the server read the request again, without the offer. */
export function handBack(server: Server, req: IncomingMessage, head: Buffer): void {
  const { socket } = req;
  const lines = [`${req.method} ${req.url} HTTP/${req.httpVersion}`];
  for (let i = 0; i < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i] as string;
    const value = req.rawHeaders[i + 1] as string;
    const kept = OFFER.has(name.toLowerCase())
      ? null
      : name.toLowerCase() === 'connection'
        ? rest(value)
        : value;
    if (kept !== null) lines.push(`${name}: ${kept}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit(isSecure(socket) ? 'secureConnection' : 'connection', socket);
}

const OFFER = new Set(['upgrade', 'http2-settings']);

/** What `Connection` lists besides the offer; null for nothing. */
function rest(value: string): string | null {
  const tokens = value.split(',').map((token) => token.trim());
  return tokens.filter((token) => !OFFER.has(token.toLowerCase())).join(', ') || null;
}

function isSecure(socket: Socket): boolean {
  return 'encrypted' in socket;
}
