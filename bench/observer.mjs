/**
 * What observing an answer costs beside letting it pass: `node bench/observer.mjs`. docs/decisions/0020 has the figures.
 * It needs no network. Each row is the best of several rounds: the answer comes in chunks as a network brings them, and
 * the cost of handing over the chunks alone is taken off.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createParser } from 'eventsource-parser';
import { build } from 'tsup';

const ROUNDS = 15;
/** Short answers get more rounds. */
const MILLISECONDS = 300;
const CHUNK = 1_460;
const EVENTS = 2_000;
const encoder = new TextEncoder();

const { createObserver, FORMATS } = await sources();
const answersOf = (name) => FORMATS.find((format) => format.name === name).answers;

const events = (make, last) =>
  encoder.encode([...Array.from({ length: EVENTS }, (_, index) => make(`word${index} `)), ...last].join(''));
const named = (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
const USAGE = { prompt_tokens: 2_006, completion_tokens: 300, total_tokens: 2_306 };

const STREAMS = [
  {
    name: 'chat completions',
    format: 'openai_chat',
    body: events(
      (content) =>
        `data: {"id":"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG","object":"chat.completion.chunk","created":1741570283,"model":"gpt-4o-2024-08-06","service_tier":"default","system_fingerprint":"fp_fc9f1d7035","choices":[{"index":0,"delta":{"content":"${content}"},"logprobs":null,"finish_reason":null}],"usage":null}\n\n`,
      [`data: ${JSON.stringify({ choices: [], usage: USAGE })}\n\n`, 'data: [DONE]\n\n'],
    ),
  },
  {
    name: 'Anthropic messages',
    format: 'anthropic_messages',
    body: events(
      (text) => named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
      [
        named({ type: 'message_delta', delta: {}, usage: { output_tokens: 9 } }),
        named({ type: 'message_stop' }),
      ],
    ),
  },
  {
    name: 'responses',
    format: 'openai_responses',
    body: events(
      (delta) =>
        named({
          type: 'response.output_text.delta',
          item_id: 'msg_67c9fdcf37fc8190ba82116e33fb28c501b8b0ad4e5eb654',
          output_index: 0,
          content_index: 0,
          delta,
          sequence_number: 7,
        }),
      [named({ type: 'response.completed', response: { usage: { input_tokens: 1, output_tokens: 2 } } })],
    ),
  },
  {
    name: 'Gemini',
    format: 'gemini_generate_content',
    body: events(
      (text) =>
        `data: ${JSON.stringify({
          candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0 }],
          usageMetadata: { promptTokenCount: 20, candidatesTokenCount: 3, totalTokenCount: 23 },
          modelVersion: 'gemini-3.6-pro',
          responseId: 'a1B2c3D4',
        })}\r\n\r\n`,
      ['data: {"candidates":[{"finishReason":"STOP"}]}\r\n\r\n'],
    ),
  },
];

const WHOLE = [
  {
    name: 'a chat completion of 1.5 kB',
    format: 'openai_chat',
    body: { id: 'c', model: 'm', choices: [{ message: { content: 'x'.repeat(1_200) } }], usage: USAGE },
  },
  {
    name: 'a response of 60 kB',
    format: 'openai_responses',
    body: {
      id: 'r',
      output: Array.from({ length: 30 }, () => ({
        type: 'message',
        content: [{ text: 'x "y" '.repeat(330) }],
      })),
      usage: { input_tokens: 1, output_tokens: 2 },
    },
  },
  {
    name: '1,000 embeddings, 20 MB',
    format: 'openai_platform',
    body: {
      data: Array.from({ length: 1_000 }, (_, i) => ({
        object: 'embedding',
        embedding: Array.from({ length: 1_000 }, (_, k) => -0.006929283495992422 * (i + k + 1)),
      })),
      usage: { prompt_tokens: 8_000, total_tokens: 8_000 },
    },
  },
  {
    name: 'four images, 8 MB of base64',
    format: 'openai_platform',
    body: {
      data: Array.from({ length: 4 }, () => ({ b64_json: 'iVBORw0KGgo'.repeat(190_000) })),
      usage: { input_tokens: 50, output_tokens: 50 },
    },
  },
];

print(`Node ${process.version}, chunks of ${CHUNK} bytes; microseconds an event\n`);
print('| stream | observed | with a capture | eventsource-parser and JSON.parse |\n|---|--:|--:|--:|');
for (const { name, format, body } of STREAMS) {
  const chunks = chunksOf(body, CHUNK);
  const headers = ['content-type', 'text/event-stream'];
  const cells = [
    cost(chunks, () => observed(format, headers)),
    cost(chunks, () => observed(format, headers, 10_000_000)),
    cost(chunks, parsed),
  ].map((microseconds) => (microseconds / EVENTS).toFixed(2));
  print(`| ${name} | ${cells.join(' | ')} |`);
}
print('\nMicroseconds an answer; chunks of 64 kB\n');
print('| answer | observed | the most that one chunk took | JSON.parse |\n|---|--:|--:|--:|');
for (const { name, format, body } of WHOLE) {
  const chunks = chunksOf(encoder.encode(JSON.stringify(body)), 65_536);
  const start = () => observed(format, ['content-type', 'application/json']);
  const cells = [cost(chunks, start), longest(chunks, start), cost(chunks, collected)];
  print(`| ${name} | ${cells.map((microseconds) => microseconds.toFixed(1)).join(' | ')} |`);
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

function observed(name, headers, captureBytes) {
  let seen;
  const observer = createObserver({
    format: answersOf(name),
    status: 200,
    headers,
    now: () => performance.now(),
    captureBytes,
    done: (observation) => (seen = observation),
  });
  return {
    write: (chunk) => observer.write(chunk),
    end() {
      observer.end();
      if (seen.outcome !== 'completed') throw new Error(`${name}: ${JSON.stringify(seen)}`);
    },
  };
}

function parsed() {
  const decoder = new TextDecoder();
  const parser = createParser({ onEvent: ({ data }) => data !== '[DONE]' && JSON.parse(data) });
  return { write: (chunk) => parser.feed(decoder.decode(chunk, { stream: true })), end() {} };
}

function collected() {
  const chunks = [];
  return {
    write: (chunk) => chunks.push(chunk),
    end: () => JSON.parse(new TextDecoder().decode(Buffer.concat(chunks))),
  };
}

/** Microseconds for all chunks, over what handing them on alone takes. */
function cost(chunks, start) {
  let bytes = 0;
  const nothing = () => ({ write: (chunk) => (bytes += chunk.length), end() {} });
  return best(chunks, start) - best(chunks, nothing);
}

function best(chunks, start) {
  let least = Infinity;
  const until = performance.now() + MILLISECONDS;
  for (let round = 0; round < ROUNDS || performance.now() < until; round += 1) {
    const before = process.hrtime.bigint();
    const taker = start();
    for (const chunk of chunks) taker.write(chunk);
    taker.end();
    least = Math.min(least, Number(process.hrtime.bigint() - before) / 1_000);
  }
  return least;
}

/** Of each chunk the best of all rounds, and of those the worst: what an answer cannot avoid. */
function longest(chunks, start) {
  const least = chunks.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round += 1) {
    const taker = start();
    for (const [index, chunk] of chunks.entries()) {
      const before = process.hrtime.bigint();
      taker.write(chunk);
      least[index] = Math.min(least[index], Number(process.hrtime.bigint() - before) / 1_000);
    }
  }
  return Math.max(...least);
}

function chunksOf(body, size) {
  const chunks = [];
  for (let at = 0; at < body.length; at += size) chunks.push(body.subarray(at, at + size));
  return chunks;
}

/** The room is not published by itself, so it is built from its sources for the occasion. */
async function sources() {
  const directory = mkdtempSync(join(tmpdir(), 'aperture-observer-'));
  const core = fileURLToPath(new URL('../packages/core/src/', import.meta.url));
  try {
    await build({
      entry: { observe: `${core}record/observe.ts`, table: `${core}formats/table.ts` },
      format: 'esm',
      outDir: directory,
      outExtension: () => ({ js: '.mjs' }),
      config: false,
      silent: true,
      splitting: true,
      dts: false,
    });
    const load = (name) => import(pathToFileURL(join(directory, `${name}.mjs`)).href);
    return { ...(await load('observe')), ...(await load('table')) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
