/** Nothing is timed before its output is known to be right. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { createReader, message } from './http1.mjs';
import {
  ANSWER,
  CHAT_ANSWER,
  chatBody,
  CLIENT_HEADERS,
  event,
  EVENTS,
  EVENT_TIME,
  PATH,
} from './messages.mjs';

/** One exchange, with head and body of the answer as they came. */
function exchange(port, answer, body) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let head;
    const pieces = [];
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed before the answer was whole')));
    socket.on(
      'data',
      createReader({
        onHead: (text) => (head = text),
        onBody: (piece) => pieces.push(piece),
        onEnd() {
          resolve({ head, body: Buffer.concat(pieces) });
          socket.end();
        },
      }),
    );
    const headers = [['host', `127.0.0.1:${port}`], ...CLIENT_HEADERS, [ANSWER, answer]];
    socket.write(message(`POST ${PATH} HTTP/1.1`, headers, body));
  });
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
/** Events without the moment they were sent. */
const timeless = (text) => text.replaceAll(/"content":"\d+/g, '"content":"0');

/**
 * Checks what a candidate sends to the provider and what it gives to the client.
 *
 * @param rewrites true if it puts the provider's credential in the place of the client's
 */
export async function validate(port, { rewrites }) {
  for (const size of [2_000, 100_000]) {
    const sent = chatBody(size);
    assert.ok(Math.abs(sent.length - size) < size / 20, 'the body has about the size it should have');
    const { head, body } = await exchange(port, 'echo', sent);
    assert.match(head, /^HTTP\/1\.1 200 OK\r\n/);
    const seen = JSON.parse(body);
    assert.equal(seen.sha256, sha256(sent), 'the body goes to the provider byte for byte');
    const lines = seen.head.split('\r\n');
    assert.equal(lines[0], `POST ${PATH} HTTP/1.1`);
    for (const [name, value] of CLIENT_HEADERS) {
      const kept = name !== 'authorization' || !rewrites;
      assert.equal(
        lines.includes(`${name}: ${value}`),
        kept,
        `${name}: ${value} ${kept ? 'passes' : 'stays here'}`,
      );
    }
    if (rewrites) assert.ok(lines.some((line) => /^authorization: Bearer stub-key$/i.test(line)));

    const chat = await exchange(port, 'json', sent);
    assert.equal(sha256(chat.body), sha256(CHAT_ANSWER), 'the answer comes byte for byte');
    assert.match(chat.head, /\r\ncontent-type: application\/json\r\n/);
    assert.match(chat.head, /\r\nx-request-id: req_bench\r\n/);
  }
  const wanted = Array.from({ length: EVENTS }, (_, i) => timeless(event(i, 0))).join('');
  for (const answer of ['paced', 'burst']) {
    const { head, body } = await exchange(port, answer, chatBody(2_000, true));
    assert.match(head, /\r\ncontent-type: text\/event-stream\r\n/);
    assert.equal(timeless(body.toString()), wanted, 'every event comes, whole and in order');
    assert.ok(Number(body.subarray(EVENT_TIME, EVENT_TIME + 20)) > 0);
  }
}
