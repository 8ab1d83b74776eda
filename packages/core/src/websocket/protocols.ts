/**
 * `Sec-WebSocket-Protocol`, in which browsers send what other clients send in headers, for want of a way to set any
 * (OpenAI, "Realtime API with WebSockets"). A credential there is one like any other: it moves to its header, where all
 * rules about credentials and headers apply to it, and is neither echoed to the client nor shown to another provider.
 */
import { hasHeader, type HeaderList } from '../wire/header-list.ts';

/** What such a subprotocol begins with, the header that it stands for, and what the value begins with there. */
const HEADERS: readonly (readonly [start: string, name: string, scheme: string])[] = [
  ['openai-insecure-api-key.', 'authorization', 'Bearer '],
  ['openai-organization.', 'openai-organization', ''],
  ['openai-project.', 'openai-project', ''],
];

/** Headers of the handshake itself belong to one connection (RFC 6455 section 11.3). */
const HANDSHAKE = /^sec-websocket-/i;

/** The headers of a handshake without what belongs to this one connection, and the subprotocols that are left. */
export function unfolded(headers: HeaderList): {
  readonly headers: HeaderList;
  readonly protocols: readonly string[];
} {
  const list: string[] = [];
  const offered: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    const value = headers[i + 1] as string;
    if (!HANDSHAKE.test(name)) list.push(name, value);
    else if (name.toLowerCase() === 'sec-websocket-protocol') offered.push(...value.split(','));
  }
  const protocols: string[] = [];
  for (const protocol of offered.map((text) => text.trim())) {
    const [start, name, scheme] = HEADERS.find(([start]) => protocol.startsWith(start)) ?? [];
    if (start === undefined || name === undefined) protocols.push(protocol);
    // A header that is there by itself counts; two credentials would leave it to the vendor which one does.
    else if (!hasHeader(list, name)) list.push(name, scheme + protocol.slice(start.length));
  }
  return { headers: list, protocols };
}
