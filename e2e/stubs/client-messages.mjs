/** The messages in the bytes that a client sent over a WebSocket. */
import { once } from 'node:events';
import { PerMessageDeflate, Receiver } from 'ws';

/**
 * Reads them. Each may be deflated, as the gateway agrees on it: without state between two of them.
 *
 * @param {Buffer} bytes what came behind the head of the handshake
 * @returns {Promise<Buffer[]>}
 */
export async function messagesIn(bytes) {
  const deflate = new PerMessageDeflate({ isServer: true, maxPayload: 64 * 1024 * 1024 });
  deflate.accept([{ client_no_context_takeover: [true] }]);
  const receiver = new Receiver({
    isServer: true,
    extensions: { [PerMessageDeflate.extensionName]: deflate },
  });
  const messages = [];
  receiver.on('message', (message) => messages.push(message));
  receiver.end(bytes);
  await once(receiver, 'finish');
  return messages;
}
