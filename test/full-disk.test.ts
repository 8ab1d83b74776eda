/**
 * The built gateway with its records on a disk that is full. A limit on the size of files stands for the disk: writes fail in
 * the file system, in the middle of a page or of a transaction, not where the database counts its own pages.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { startUpstream } from '../packages/node/src/testing/upstream.ts';

const aperture = fileURLToPath(new URL('../packages/node/bin/aperture.js', import.meta.url));
const CAP = 'tailscale.com/cap/aperture';
/** What POSIX counts files in. */
const BLOCK = 512;
const DISK = 8 * 2 ** 20;
/** As much as is captured of a body. */
const MOST = 2 ** 20;

/** What `/aperture/health` tells of the store. */
interface Told {
  readonly queued: number;
  readonly written: number;
  readonly dropped_records: number;
  readonly dropped_captures: number;
  readonly failing: string | null;
}

/** A config in a folder of its own, with a provider that answers. */
async function place(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'aperture-full-disk-'));
  const file = join(folder, 'aperture.hujson');
  const upstream = await startUpstream();
  onTestFinished(async () => {
    await upstream.close();
    rmSync(folder, { recursive: true });
  });
  const config = {
    database: { captures: 'full' },
    grants: [{ src: ['*'], app: { [CAP]: [{ role: 'admin' }, { models: '**' }, { read_metrics: true }] } }],
    providers: {
      own: { baseurl: upstream.origin, models: ['m'], compatibility: { openai_responses: true } },
    },
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

/** Starts `aperture serve`, with a limit to the size of each of its files or with none. */
async function serve(file: string, limit: number | null) {
  const command = [process.execPath, aperture, 'serve', '--port', '0', '--config', file];
  // The shell's signal is ignored, so that a write fails and does not kill; the soft limit can be lifted again.
  const limited = `trap '' XFSZ; ulimit -S -f ${(limit ?? 0) / BLOCK}; exec "$@"`;
  const [program = '', ...args] = limit === null ? command : ['sh', '-c', limited, 'sh', ...command];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.err += text));
  const listening = (): string | undefined => /listening on (\S+)/.exec(output.out)?.[1];
  await expect.poll(listening, { timeout: 10_000 }).toBeDefined();
  const url = listening();
  const lines = (): Readonly<Record<string, unknown>>[] =>
    output.err
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  const get = async (path: string): Promise<unknown> => (await fetch(`${url}/aperture/${path}`)).json();
  return {
    pid: child.pid,
    store: async () => ((await get('health')) as { store: Told }).store,
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
    /** How many calls are in the database. */
    kept: async () => ((await get('usage')) as { rows: [{ requests: number }?] }).rows[0]?.requests ?? 0,
    /** A call with a body of that size, which does not get much smaller; it must be answered as ever. */
    async call(bytes: number) {
      const input = randomBytes(bytes / 2)
        .toString('hex')
        .replaceAll(/.{8}/g, '$& ')
        .slice(0, bytes);
      const answer = await fetch(`${url}/v1/responses`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'm', input }),
      });
      expect([answer.status, await answer.text()]).toEqual([200, '{"ok":true}']);
    },
    log: (message: string) => lines().filter((line) => line['message'] === message),
    errors: () =>
      lines()
        .filter(({ level }) => level === 'error')
        .map(({ time: _time, level: _level, ...line }) => line),
    async stop() {
      child.kill('SIGTERM');
      return exit;
    },
  };
}

type Gateway = Awaited<ReturnType<typeof serve>>;

/** Calls until the disk is full, and on until captures had to be given up; returns how many calls that were. */
async function fill({ call, store, kept }: Gateway): Promise<number> {
  await call(MOST);
  await expect.poll(kept, { timeout: 10_000 }).toBe(1);
  let calls = 1;
  for (let told = await store(); !told.failing || told.dropped_captures === 0; told = await store()) {
    expect(calls).toBeLessThan(300);
    await call(MOST);
    calls += 1;
  }
  return calls;
}

/** What is told of a full disk: once in the log, and in health and metrics as long as it lasts. */
async function expectTold(gateway: Gateway, calls: number): Promise<void> {
  const { queued: _queued, written, ...told } = await gateway.store();
  expect(told).toEqual({
    dropped_records: 0,
    dropped_captures: expect.any(Number),
    failing: expect.stringMatching(/disk/),
  });
  // What is in the file can still be read, and the rest waits.
  expect(await gateway.kept()).toBe(written);
  expect(written).toBeGreaterThan(0);
  // A batch that is being tried again is neither.
  await expect.poll(async () => (await gateway.store()).queued, { timeout: 10_000 }).toBe(calls - written);
  expect(await gateway.metrics()).toMatch(/^aperture_store_dropped\S*what="captures"\S* [1-9]/m);
  expect(gateway.errors()).toEqual([
    { message: 'records cannot be written; calls go on', database: expect.any(String), why: told.failing },
  ]);
}

it('ends in a file that is whole, and the next gateway writes on', async () => {
  const file = await place();
  const full = await serve(file, DISK);
  const calls = await fill(full);
  await expectTold(full, calls);
  const kept = await full.kept();
  expect(await full.stop()).toEqual([0, null]);
  expect(full.errors()[1]).toMatchObject({
    message: 'the store was closed before these could be written',
    records: calls - kept,
    why: expect.stringMatching(/disk/),
  });
  const next = await serve(file, null);
  expect(await next.kept()).toBe(kept);
  await next.call(1_000);
  await expect.poll(next.kept, { timeout: 10_000 }).toBe(kept + 1);
  expect(await next.stop()).toEqual([0, null]);
  expect(next.errors()).toEqual([]);
}, 120_000);

// Linux alone lifts the limit of a process that runs, with a program that every distribution for servers has.
it.runIf(spawnSync('prlimit', ['--version']).error === undefined)(
  'has all the records when there is room again, those that waited too',
  async () => {
    const gateway = await serve(await place(), DISK);
    const calls = await fill(gateway);
    await expectTold(gateway, calls);
    const { status } = spawnSync('prlimit', ['--pid', String(gateway.pid), '--fsize=unlimited']);
    expect(status).toBe(0);
    await expect.poll(gateway.kept, { timeout: 60_000 }).toBe(calls);
    await gateway.call(1_000);
    await expect.poll(gateway.kept, { timeout: 10_000 }).toBe(calls + 1);
    const { queued, failing, dropped_captures } = await gateway.store();
    expect([queued, failing]).toEqual([0, null]);
    expect(gateway.log('records are written again')).toMatchObject([
      { droppedRecords: 0, droppedCaptures: dropped_captures },
    ]);
    expect(gateway.errors()).toHaveLength(1);
    expect(await gateway.stop()).toEqual([0, null]);
  },
  120_000,
);
