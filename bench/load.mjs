/** The clients of the benchmarks: a process of its own that is told what to do and tells what it measured. */
import { connect } from 'node:net';
import { createReader, message } from './http1.mjs';
import {
  ANSWER,
  chatBody,
  CLIENT_HEADERS,
  EVENT_BYTES,
  EVENT_TIME,
  EVENTS,
  OPENING,
  PATH,
} from './messages.mjs';

const now = () => Number(process.hrtime.bigint());

function requestBytes(port, size, answer, more = []) {
  const headers = [['host', `127.0.0.1:${port}`], ...CLIENT_HEADERS, [ANSWER, answer], ...more];
  return message(`POST ${PATH} HTTP/1.1`, headers, chatBody(size, answer !== 'json'));
}

/** The value below which the given share of sorted numbers lies. */
function quantile(sorted, share) {
  return sorted.length === 0 ? null : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** The address of a device in a tailnet. */
const addressOf = (peer) => `100.64.${peer >> 8}.${peer & 255}`;

/**
 * Each connection sends its next request when it has its answer. With `peers`, they come from so many devices by turns, as a
 * proxy says.
 */
async function requests({ port, size, connections, milliseconds, peers = 0 }) {
  const messages = Array.from({ length: Math.max(1, peers) }, (_, peer) =>
    requestBytes(port, size, 'json', peers > 0 ? [['x-forwarded-for', addressOf(peer)]] : []),
  );
  let turn = 0;
  const times = [];
  let failed = 0;
  const start = now();
  const until = start + milliseconds * 1e6;
  await Promise.all(
    Array.from({ length: connections }, () => {
      return new Promise((resolve) => {
        const socket = connect({ port, host: '127.0.0.1', noDelay: true });
        let sent;
        const send = () => {
          sent = now();
          if (sent < until) socket.write(messages[turn++ % messages.length]);
          else socket.end();
        };
        const read = createReader({
          onHead: (head) => head.startsWith('HTTP/1.1 200 ') || failed++,
          onBody() {},
          onEnd() {
            times.push(now() - sent);
            send();
          },
        });
        socket.on('connect', send).on('data', read).on('close', resolve);
        socket.on('error', () => failed++);
      });
    }),
  );
  const elapsed = now() - start;
  times.sort((a, b) => a - b);
  return {
    requests: times.length,
    failed,
    rate: times.length / (elapsed / 1e9),
    p50: quantile(times, 0.5) / 1e3,
    p99: quantile(times, 0.99) / 1e3,
  };
}

/** Streams side by side; `rounds` of them on each connection. */
async function streams({ port, connections, rounds, answer }) {
  const bytes = requestBytes(port, 2_000, answer);
  const first = [];
  const delays = [];
  let lost = 0;
  const start = now();
  await Promise.all(
    Array.from({ length: connections }, () => {
      return new Promise((resolve) => {
        const socket = connect({ port, host: '127.0.0.1', noDelay: true });
        let sent;
        let seen;
        let event;
        let done = 0;
        const send = () => {
          seen = 0;
          event = Buffer.alloc(0);
          sent = now();
          socket.write(bytes);
        };
        const read = createReader({
          onHead() {},
          onBody(piece) {
            const at = now();
            if (seen === 0 && event.length === 0) first.push(at - sent);
            event = event.length > 0 ? Buffer.concat([event, piece]) : piece;
            while (event.length >= EVENT_BYTES) {
              // Not BigInt: nanoseconds since the machine started fit.
              delays.push(at - Number(event.latin1Slice(EVENT_TIME, EVENT_TIME + 20)));
              event = event.subarray(EVENT_BYTES);
              seen++;
            }
          },
          onEnd() {
            lost += EVENTS - seen;
            if (++done < rounds) send();
            else socket.end();
          },
        });
        socket.on('connect', send).on('data', read);
        socket.on('error', () => {});
        socket.on('close', () => {
          lost += (rounds - done) * EVENTS;
          resolve();
        });
      });
    }),
  );
  const elapsed = now() - start;
  for (const list of [first, delays]) list.sort((a, b) => a - b);
  return {
    streams: connections * rounds,
    events: connections * rounds * EVENTS - lost,
    lost,
    rate: (connections * rounds) / (elapsed / 1e9),
    firstP50: quantile(first, 0.5) / 1e3,
    firstP99: quantile(first, 0.99) / 1e3,
    delayP50: quantile(delays, 0.5) / 1e3,
    delayP99: quantile(delays, 0.99) / 1e3,
  };
}

const held = [];

/** Opens streams that stay open, and tells when each has brought its first events. */
async function open({ port, connections }) {
  const bytes = requestBytes(port, 2_000, 'open');
  await Promise.all(
    Array.from({ length: connections }, () => {
      return new Promise((resolve, reject) => {
        const socket = connect({ port, host: '127.0.0.1', noDelay: true });
        let seen = 0;
        const read = createReader({
          onHead() {},
          onBody: (piece) => (seen += piece.length) >= OPENING * EVENT_BYTES && resolve(),
          onEnd() {},
        });
        socket.on('connect', () => socket.write(bytes)).on('data', read);
        socket.on('error', reject);
        held.push(socket);
      });
    }),
  );
  return { open: held.length };
}

/** Leaves them. */
async function leave() {
  for (const socket of held.splice(0)) socket.destroy();
  return {};
}

const kinds = { requests, streams, open, leave };
process.on('message', async ({ kind, ...job }) => process.send(await kinds[kind](job)));
process.on('disconnect', () => process.exit());
process.send('ready');
