import { once, EventEmitter } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configFile } from './config-file.ts';
import { directoriesOf } from './watch-path.ts';

let root: string;
let stops: (() => void)[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aperture-config-'));
  stops = [];
});

afterEach(() => {
  for (const stop of stops) stop();
  rmSync(root, { recursive: true, force: true });
});

/** A reader of the file that does what the gateway does: reads first, then watches, and reads again at each change. */
async function follow(path: string): Promise<{ next(): Promise<string>; readonly changes: number }> {
  const source = configFile(path);
  await source.read();
  const events = new EventEmitter();
  let changes = 0;
  const stop = source.watch?.(() => {
    changes += 1;
    source.read().then(
      (text) => events.emit('text', text),
      (error: Error) => events.emit('text', error.message),
    );
  });
  if (stop) stops.push(stop);
  return {
    next: async () => String((await once(events, 'text'))[0]),
    get changes() {
      return changes;
    },
  };
}

/** The directory as Kubernetes lays out a mounted ConfigMap: name → ..data/name, ..data → a directory per version. */
function publishConfigMap(directory: string, version: string, text: string): void {
  mkdirSync(join(directory, `..${version}`), { recursive: true });
  writeFileSync(join(directory, `..${version}`, 'aperture.hujson'), text);
  symlinkSync(`..${version}`, join(directory, '..data_tmp'));
  renameSync(join(directory, '..data_tmp'), join(directory, '..data'));
}

describe('configFile', () => {
  it('reads the file and names it', async () => {
    const path = join(root, 'aperture.hujson');
    writeFileSync(path, '{ /* ü */ }');
    const source = configFile(path);
    expect(source.name).toBe(path);
    expect(await source.read()).toBe('{ /* ü */ }');
  });

  it('says plainly why a file cannot be read', async () => {
    await expect(configFile(join(root, 'none')).read()).rejects.toThrow(
      `cannot read ${join(root, 'none')}: there is no such file`,
    );
    await expect(configFile(root).read()).rejects.toThrow(`cannot read ${root}: it is a directory`);
  });

  it('sees a write in place', async () => {
    const path = join(root, 'aperture.hujson');
    writeFileSync(path, 'one');
    const file = await follow(path);
    writeFileSync(path, 'two');
    expect(await file.next()).toBe('two');
    appendFileSync(path, ' and a half');
    expect(await file.next()).toBe('two and a half');
  });

  it('sees atomic renames, one after the other', async () => {
    const path = join(root, 'aperture.hujson');
    writeFileSync(path, 'one');
    const file = await follow(path);
    for (const text of ['two', 'three', 'four']) {
      writeFileSync(`${path}.tmp`, text);
      renameSync(`${path}.tmp`, path);
      expect(await file.next()).toBe(text);
    }
  });

  it('sees an editor that moves the file away and writes a new one', async () => {
    const path = join(root, 'aperture.hujson');
    writeFileSync(path, 'one');
    const file = await follow(path);
    renameSync(path, `${path}~`);
    writeFileSync(path, 'two');
    rmSync(`${path}~`);
    expect(await file.next()).toBe('two');
  });

  it('sees the symlink swap of a Kubernetes ConfigMap', async () => {
    publishConfigMap(root, 'v1', 'one');
    const path = join(root, 'aperture.hujson');
    symlinkSync('..data/aperture.hujson', path);
    const file = await follow(path);
    publishConfigMap(root, 'v2', 'two');
    rmSync(join(root, '..v1'), { recursive: true });
    expect(await file.next()).toBe('two');
    publishConfigMap(root, 'v3', 'three');
    expect(await file.next()).toBe('three');
    expect(readlinkSync(path)).toBe('..data/aperture.hujson');
  });

  it('sees a release directory behind a symlink change', async () => {
    for (const release of ['1', '2']) {
      mkdirSync(join(root, 'releases', release), { recursive: true });
      writeFileSync(join(root, 'releases', release, 'aperture.hujson'), `release ${release}`);
    }
    symlinkSync('releases/1', join(root, 'current'));
    const file = await follow(join(root, 'current', 'aperture.hujson'));
    symlinkSync('releases/2', join(root, 'next'));
    renameSync(join(root, 'next'), join(root, 'current'));
    expect(await file.next()).toBe('release 2');
    // The watch has moved along with the link.
    writeFileSync(join(root, 'releases', '2', 'aperture.hujson'), 'release 2, edited');
    expect(await file.next()).toBe('release 2, edited');
  });

  it('sees a write to the target of a symlink in another directory', async () => {
    mkdirSync(join(root, 'etc'));
    mkdirSync(join(root, 'srv'));
    writeFileSync(join(root, 'srv', 'real.hujson'), 'one');
    symlinkSync(join(root, 'srv', 'real.hujson'), join(root, 'etc', 'aperture.hujson'));
    const file = await follow(join(root, 'etc', 'aperture.hujson'));
    writeFileSync(join(root, 'srv', 'real.hujson'), 'two');
    expect(await file.next()).toBe('two');
  });

  it('tells of a deleted file, and of its return', async () => {
    const path = join(root, 'aperture.hujson');
    writeFileSync(path, 'one');
    const file = await follow(path);
    rmSync(path);
    expect(await file.next()).toBe(`cannot read ${path}: there is no such file`);
    writeFileSync(path, 'one');
    expect(await file.next()).toBe('one');
  });

  it('tells of a deleted directory, and of its return', async () => {
    const path = join(root, 'conf', 'deep', 'aperture.hujson');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'one');
    const file = await follow(path);
    rmSync(join(root, 'conf'), { recursive: true });
    expect(await file.next()).toContain('there is no such file');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'two');
    expect(await file.next()).toBe('two');
  });

  it('tells of a change that came between the first read and the watch', async () => {
    const path = join(root, 'aperture.hujson');
    writeFileSync(path, 'one');
    const source = configFile(path);
    await source.read();
    writeFileSync(path, 'two');
    await new Promise<void>((changed) => {
      const stop = source.watch?.(changed);
      if (stop) stops.push(stop);
    });
    expect(await source.read()).toBe('two');
  });

  it('takes the first read for no change, even if the watch starts before it has ended', async () => {
    const path = join(root, 'aperture.hujson');
    writeFileSync(path, 'one');
    const source = configFile(path);
    const reading = source.read();
    let changes = 0;
    const second = new Promise<void>((resolve) => {
      const stop = source.watch?.(async () => {
        changes += 1;
        if ((await source.read()) === 'two') resolve();
      });
      if (stop) stops.push(stop);
    });
    await reading;
    writeFileSync(path, 'two');
    await second;
    expect(changes).toBe(1);
  });

  it('tells of nothing when the bytes are the same, nor of neighbours', async () => {
    const path = join(root, 'aperture.hujson');
    writeFileSync(path, 'one');
    writeFileSync(join(root, 'neighbour'), 'x');
    const file = await follow(path);
    const neighbour = await follow(join(root, 'neighbour'));
    utimesSync(path, 1, 1);
    writeFileSync(`${path}.tmp`, 'one');
    renameSync(`${path}.tmp`, path);
    writeFileSync(join(root, 'neighbour'), 'y');
    // By the time the neighbour's own follower has heard, all of this has been looked at.
    expect(await neighbour.next()).toBe('y');
    expect(file.changes).toBe(0);
    writeFileSync(path, 'two');
    expect(await file.next()).toBe('two');
    expect(file.changes).toBe(1);
  });

  it('tells of nothing once it was stopped', async () => {
    const path = join(root, 'aperture.hujson');
    writeFileSync(path, 'one');
    const stopped = await follow(path);
    for (const stop of stops.splice(0)) stop();
    const other = await follow(path);
    writeFileSync(path, 'two');
    expect(await other.next()).toBe('two');
    expect(stopped.changes).toBe(0);
  });
});

describe('directoriesOf', () => {
  it('names the directory of a plain file', () => {
    writeFileSync(join(root, 'a'), '');
    expect(directoriesOf(join(root, 'a'))).toEqual([root]);
  });

  it('ends on links that lead in a circle', () => {
    symlinkSync('b', join(root, 'a'));
    symlinkSync('a', join(root, 'b'));
    expect(directoriesOf(join(root, 'a'))).toEqual([root]);
  });
});
