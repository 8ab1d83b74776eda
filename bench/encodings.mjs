/**
 * What it costs to find the model in a compressed request body: `node bench/encodings.mjs [FILE]`. docs/decisions/0022 has
 * the figures. It needs no network. A file takes the place of the made conversation.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { compress, init } from '@bokuweb/zstd-wasm';
import { build } from 'tsup';

const ROUNDS = 7;
const MILLISECONDS = 400;
const CHUNK = 65_536;

await init();
const { bytesFrom, collectBytes, JsonScanner, nodeDecoders, takeIn, takeInEncoded } = await sources();
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
const PACKERS = {
  none: (body) => body,
  gzip: (body) => gzipSync(body),
  deflate: (body) => deflateSync(body),
  br: (body) => brotliCompressSync(body, quality),
  zstd: (body) => Uint8Array.from(compress(body, 3)),
};

const conversation = process.argv[2] ? readFileSync(process.argv[2]) : made();
const BODIES = {
  [`a prompt of ${conversation.length} bytes`]: conversation,
  'a picture of 3 MB': Buffer.from(
    `{"model":"m","image":"${Buffer.from(Uint8Array.from({ length: 2_250_000 }, () => Math.random() * 256)).toString('base64')}"}`,
  ),
};

for (const [title, body] of Object.entries(BODIES)) {
  process.stdout.write(`\n${title}\n`);
  for (const [coding, pack] of Object.entries(PACKERS)) {
    const bytes = pack(body);
    const cost = await best(() => forwarded(coding, bytes));
    process.stdout.write(
      `${coding.padEnd(8)} ${String(bytes.length).padStart(9)} bytes ${(body.length / bytes.length).toFixed(1).padStart(6)} to 1 ${cost.toFixed(0).padStart(7)} µs of CPU\n`,
    );
  }
}

/** As the gateway does it: takes the body in, and gives out what the provider gets. */
async function forwarded(coding, bytes) {
  const chunks = [];
  for (let at = 0; at < bytes.length; at += CHUNK) chunks.push(bytes.subarray(at, at + CHUNK));
  const rules = { scanner: new JsonScanner(), maxBytes: 64 * 1024 * 1024, declared: bytes.length };
  const intake = await (coding === 'none'
    ? takeIn(bytesFrom(...chunks), rules)
    : takeInEncoded(bytesFrom(...chunks), rules, { codings: [coding], decoders: nodeDecoders }));
  const sent = intake.forward(null, () => true);
  const arrived = sent instanceof Uint8Array ? sent : await collectBytes(sent);
  if (arrived.length !== bytes.length) throw new Error('the body did not come through');
}

/** Microseconds of CPU for one, all threads counted: the best round. */
async function best(work) {
  let found = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const end = performance.now() + MILLISECONDS;
    const before = process.cpuUsage();
    let times = 0;
    for (; performance.now() < end; times += 1) await work();
    const { user, system } = process.cpuUsage(before);
    found = Math.min(found, (user + system) / times);
  }
  return found;
}

/** Text that shrinks about as much as a coding agent's prompts do. */
function made() {
  const text = readFileSync(fileURLToPath(new URL('../docs/reference/config.md', import.meta.url)), 'utf8');
  return Buffer.from(JSON.stringify({ model: 'm', input: [{ role: 'user', content: text.repeat(2) }] }));
}

/** The gateway's own modules, of which the packages publish only the whole. */
async function sources() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const outDir = mkdtempSync(join(tmpdir(), 'aperture-bench-'));
  const entry = {
    intake: join(root, 'packages/core/src/body/intake.ts'),
    encoded: join(root, 'packages/core/src/body/encoded-intake.ts'),
    scanner: join(root, 'packages/core/src/body/json-scanner.ts'),
    source: join(root, 'packages/core/src/wire/byte-source.ts'),
    decoders: join(root, 'packages/node/src/decoding/decoders.ts'),
  };
  const esbuildOptions = (options) => void (options.conditions = ['@aperturejs/source', 'import']);
  await build({
    entry,
    outDir,
    format: 'esm',
    config: false,
    silent: true,
    clean: true,
    noExternal: [/.*/],
    esbuildOptions,
  });
  const modules = await Promise.all(
    Object.keys(entry).map((name) => import(pathToFileURL(join(outDir, `${name}.js`)).href)),
  );
  rmSync(outDir, { recursive: true });
  return Object.assign({}, ...modules);
}
