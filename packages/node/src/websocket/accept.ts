/** The client's end of a WebSocket. */
import type { IncomingMessage } from 'node:http';
import type { HeaderList } from '@aperturejs/core/wire';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';

/** How the client is answered. */
export interface Acceptance {
  /** The provider's choice among the protocols that the client offers; empty for none. */
  readonly protocol: string;
  readonly headers: HeaderList;
  /** A longer message ends the socket with 1009, also one that grows to it when it is inflated. */
  readonly maxMessageBytes: number;
}

/** How long a client may take to answer a close frame, before its connection is cut. */
const CLOSE_MS = 5_000;
/** No state between messages, small ones as they are, and few at once: each is bounded by the length of a message. */
const DEFLATE = {
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  threshold: 1_024,
  concurrencyLimit: 4,
};

/** Accepts, and gives the socket to `opened`; not if the client is gone, or its offer of extensions is malformed. */
export function accept(
  req: IncomingMessage,
  acceptance: Acceptance,
  opened: (client: WebSocket) => void,
): void {
  const { protocol, headers, maxMessageBytes } = acceptance;
  const options: ServerOptions & { readonly closeTimeout: number } = {
    noServer: true,
    clientTracking: false,
    maxPayload: maxMessageBytes,
    perMessageDeflate: DEFLATE,
    closeTimeout: CLOSE_MS,
    handleProtocols: () => protocol || false,
  };
  const server = new WebSocketServer(options);
  server.on('headers', (lines) => {
    for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`);
  });
  // Header values are bytes; the library writes text.
  req.socket.setDefaultEncoding('latin1');
  server.handleUpgrade(req, req.socket, NOTHING, opened);
}

const NOTHING = Buffer.alloc(0);
