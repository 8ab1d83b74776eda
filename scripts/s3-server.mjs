/**
 * A real S3 server for tests: versitygw (Apache-2.0), which keeps objects as files. It is a Go program and comes from Go's
 * module proxy; it is built once and kept in `.setup/`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSION = 'v1.8.0';
/** Where Go stands if it is not on the PATH: its own installer puts it there. */
const GO_PLACES = ['go', '/usr/local/go/bin/go'];
const root = fileURLToPath(new URL('../', import.meta.url));
const folder = join(root, '.setup', `versitygw-${VERSION}`);
const program = join(folder, process.platform === 'win32' ? 'versitygw.exe' : 'versitygw');

/** Builds the server if it is not there; tells why it cannot be had, or null. */
export function buildS3Server() {
  if (existsSync(program)) return null;
  const go = GO_PLACES.find((place) => spawnSync(place, ['version']).status === 0);
  if (go === undefined)
    return `Go, which builds versitygw ${VERSION}, is at none of: ${GO_PLACES.join(', ')}`;
  process.stderr.write(`Building versitygw ${VERSION}; this takes a minute or two, once …\n`);
  mkdirSync(folder, { recursive: true });
  const { status, stderr } = spawnSync(
    go,
    ['install', '-ldflags=-s -w', `github.com/versity/versitygw/cmd/versitygw@${VERSION}`],
    { env: { ...process.env, GOBIN: folder, CGO_ENABLED: '0' }, encoding: 'utf8' },
  );
  if (status === 0) return null;
  return `versitygw ${VERSION} could not be built: ${stderr.trim().split('\n').at(-1)}`;
}

/**
 * Starts a server with nothing in it, on loopback.
 *
 * @param {{ region?: string }} [options]
 */
export async function startS3Server({ region = 'us-east-1' } = {}) {
  const files = mkdtempSync(join(tmpdir(), 's3-server-'));
  const [objects, metadata] = ['objects', 'metadata'].map((name) => join(files, name));
  for (const path of [objects, metadata]) mkdirSync(path);
  const credential = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
  const port = await freePort();
  let server;
  const start = async () => {
    server = spawn(
      program,
      ['--port', `127.0.0.1:${port}`, '--region', region, 'posix', '--sidecar', metadata, objects],
      {
        env: { ...process.env, ROOT_ACCESS_KEY_ID: credential.id, ROOT_SECRET_ACCESS_KEY: credential.secret },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    await listening(server, port);
  };
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => void server.once('exit', resolve));
    server.kill();
    await ended;
  };
  await start();
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region,
    credential,
    /** Starts it again, with what it had. */
    start,
    stop,
    async close() {
      await stop();
      rmSync(files, { recursive: true, force: true });
    },
  };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

/** Resolves once it tells its address, which it does when it listens. */
function listening(server, port) {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk) => {
      said += chunk;
      if (said.includes(`:${port}`)) resolve();
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`versitygw ended with ${code}: ${said}`)));
  });
}
