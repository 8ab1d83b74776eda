import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import * as files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { configFile } from './config-file.ts';
import { replaceFile, whyNotReplaceable } from './write-file.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof files>();
  return {
    ...real,
    rename: vi.fn(real.rename),
    open: vi.fn(real.open),
    access: vi.fn(real.access),
    readFile: vi.fn(real.readFile),
  };
});

let root: string;
let path: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aperture-write-'));
  path = join(root, 'aperture.hujson');
  writeFileSync(path, 'old', { mode: 0o640 });
  chmodSync(path, 0o640);
});
afterEach(() => {
  vi.mocked(files.rename).mockClear();
  rmSync(root, { recursive: true, force: true });
});
const failing = (code: string) => Object.assign(new Error(`${code}: /secret`), { code });

describe('a file', () => {
  it('is replaced by another with its mode, and nothing is left beside it', async () => {
    const before = statSync(path);
    await replaceFile(path, 'new', 'old');
    const after = statSync(path);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect([after.mode, after.uid, after.gid]).toEqual([before.mode, before.uid, before.gid]);
    expect(after.ino).not.toBe(before.ino);
    expect(readdirSync(root)).toEqual(['aperture.hujson']);
  });

  it('is given back to its owner', async () => {
    if (process.getuid?.() !== 0) return expect(process.getuid?.()).not.toBe(0);
    const { chownSync } = await import('node:fs');
    chownSync(path, 1234, 2345);
    await replaceFile(path, 'new', 'old');
    expect([statSync(path).uid, statSync(path).gid, statSync(path).mode & 0o777]).toEqual([
      1234, 2345, 0o640,
    ]);
  });

  it('that holds something else stays as it is', async () => {
    await expect(replaceFile(path, 'new', 'older')).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(root)).toEqual(['aperture.hujson']);
  });

  it('is the old one until it is the new one: a crash in between leaves it whole', async () => {
    let arrived: (whole: string) => void;
    const written = new Promise<string>((resolve) => (arrived = resolve));
    // The process is gone before the new text takes the name.
    vi.mocked(files.rename).mockImplementationOnce((from) => {
      arrived(readFileSync(from as string, 'utf8'));
      return new Promise(() => {});
    });
    void replaceFile(path, 'new', 'old');
    expect(await written).toBe('new');
    expect(readFileSync(path, 'utf8')).toBe('old');
    // What is left over is in nobody's way, and nobody else's to read.
    const left = readdirSync(root).find((name) => name.endsWith('.tmp'));
    expect(statSync(join(root, left!)).mode & 0o777).toBe(0o640);
    await replaceFile(path, 'newer', 'old');
    expect(readFileSync(path, 'utf8')).toBe('newer');
  });

  it('behind a symlink is replaced, and the link stays', async () => {
    mkdirSync(join(root, 'real'));
    renameSync(path, join(root, 'real', 'config'));
    symlinkSync('real/config', path);
    await replaceFile(path, 'new', 'old');
    expect(readlinkSync(path)).toBe('real/config');
    expect(readFileSync(join(root, 'real', 'config'), 'utf8')).toBe('new');
  });

  it.each([
    ['EROFS', 'config_read_only', /mounted read-only/],
    ['EACCES', 'config_read_only', /may not write/],
    ['EBUSY', 'config_read_only', /mount the directory/],
    ['ENOSPC', 'unavailable', /disk is full/],
    ['EIO', 'unavailable', /EIO/],
  ])('that cannot be replaced (%s) stays, and why is told without more', async (code, told, why) => {
    vi.mocked(files.rename).mockRejectedValueOnce(failing(code));
    const error = await replaceFile(path, 'new', 'old').catch((error: Error) => error);
    expect(error).toMatchObject({ code: told, message: expect.stringMatching(why) as string });
    expect((error as Error).message).not.toContain('/secret');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(root)).toEqual(['aperture.hujson']);
  });
});

describe('what cannot be replaced is known beforehand', () => {
  it('a plain file can', async () => {
    expect(await whyNotReplaceable(path)).toBeNull();
  });

  it('a ConfigMap of Kubernetes', async () => {
    mkdirSync(join(root, '..v1'));
    renameSync(path, join(root, '..v1', 'aperture.hujson'));
    symlinkSync('..v1', join(root, '..data'));
    symlinkSync('..data/aperture.hujson', path);
    expect(await whyNotReplaceable(path)).toMatch(/Kubernetes/);
    await expect(replaceFile(path, 'new', 'old')).rejects.toMatchObject({ code: 'config_read_only' });
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('a read-only mount', async () => {
    vi.mocked(files.access).mockRejectedValueOnce(failing('EROFS'));
    expect(await whyNotReplaceable(path)).toBe('the file system is mounted read-only');
  });

  it('a file that is mounted by itself', async () => {
    vi.mocked(files.readFile).mockResolvedValueOnce(`36 35 98:0 / ${path} rw - ext4 /dev/root rw\n` as never);
    expect(await whyNotReplaceable(path)).toMatch(/mount the directory/);
  });
});

describe('the source of a file', () => {
  it('writes it, and tells of its own change to nobody', async () => {
    const source = configFile(path);
    expect(await source.read()).toBe('old');
    let changes = 0;
    let heard: () => void = () => {};
    const stop = source.watch!(() => {
      changes += 1;
      heard();
    });
    await source.write!('new', 'old');
    expect(await source.readOnly!()).toBeNull();
    // A change by hand is told, and by then the other would have been.
    const told = new Promise<void>((resolve) => (heard = resolve));
    writeFileSync(path, 'by hand');
    await told;
    stop();
    expect([changes, await source.read()]).toEqual([1, 'by hand']);
  });
});
