/** The provider of the benchmarks: answers at once, in as few cycles as it can. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { createReader, message } from './http1.mjs';
import { ANSWER, CHAT_ANSWER, event, EVENTS, OPENING } from './messages.mjs';

const JSON_HEADERS = [
  ['content-type', 'application/json'],
  ['x-request-id', 'req_bench'],
];
const chat = message('HTTP/1.1 200 OK', JSON_HEADERS, CHAT_ANSWER);
const STREAM = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const ASKED = new RegExp(`\\r\\n${ANSWER}: *(\\w+)`, 'i');
const PACE_MS = 5;

/** Streams under way: one timer feeds them all. */
const paced = new Set();
let clock;

const chunk = (index) => {
  const text = event(index, process.hrtime.bigint());
  return `${text.length.toString(16)}\r\n${text}\r\n`;
};

function step() {
  for (const stream of paced) {
    stream.socket.write(chunk(stream.sent++));
    if (stream.sent < EVENTS) continue;
    stream.socket.write('0\r\n\r\n');
    paced.delete(stream);
  }
  if (paced.size > 0) return;
  clearInterval(clock);
  clock = undefined;
}

const answers = {
  json: (socket) => socket.write(chat),
  /** What was asked, for the check before the timing. */
  echo(socket, head, body) {
    const sha256 = createHash('sha256').update(Buffer.concat(body)).digest('hex');
    socket.write(message('HTTP/1.1 200 OK', JSON_HEADERS, Buffer.from(JSON.stringify({ head, sha256 }))));
  },
  /** One event each 5 ms. */
  paced(socket) {
    socket.write(STREAM + chunk(0));
    paced.add({ socket, sent: 1 });
    clock ??= setInterval(step, PACE_MS);
  },
  /** A few events, and then nothing until the client leaves. */
  open(socket) {
    socket.write(STREAM);
    for (let i = 0; i < OPENING; i++) socket.write(chunk(i));
  },
  /** All events at once, each in a write of its own, as fast as the connection takes them. */
  burst(socket) {
    socket.write(STREAM);
    for (let i = 0; i < EVENTS; i++) socket.write(chunk(i));
    socket.write('0\r\n\r\n');
  },
};

const server = createServer({ noDelay: true }, (socket) => {
  let head;
  let asked;
  let body;
  const read = createReader({
    onHead(text) {
      head = text;
      asked = ASKED.exec(text)?.[1] ?? 'json';
      body = [];
    },
    onBody: (piece) => asked === 'echo' && body.push(piece),
    onEnd: () => answers[asked](socket, head, body),
  });
  socket.on('data', read);
  socket.on('error', () => {});
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
