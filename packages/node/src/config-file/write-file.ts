/** Puts a text in the place of a file's, all of it or nothing, whatever happens in between. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { GatewayError } from '@aperturejs/core';

/**
 * Replaces a file: the text is written beside it, to the disk, and takes its name. A reader sees one text or the other, and so
 * does whoever looks after a crash. A symlink stays, and what it leads to is replaced; mode and owner stay.
 *
 * @param expected what the file is believed to hold
 * @throws GatewayError `precondition_failed` if it holds something else, `config_read_only` if it cannot be replaced
 */
export async function replaceFile(path: string, text: string, expected: string): Promise<void> {
  const why = await whyNotReplaceable(path);
  if (why) throw readOnly(why);
  try {
    const target = await realpath(path);
    const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
    const { mode, uid, gid } = await stat(target);
    // The keys of the old file were its owner's alone, perhaps: never more may read the new one, not even for a moment.
    const file = await open(temporary, 'wx', 0o600);
    try {
      try {
        await file.writeFile(text);
        const made = await file.stat();
        if (made.uid !== uid || made.gid !== gid) await file.chown(uid, gid);
        await file.chmod(mode & 0o7777);
        await file.sync();
      } finally {
        await file.close();
      }
      // As late as can be: whoever edited the file by hand meanwhile keeps the edit.
      if ((await readFile(target, 'utf8')) !== expected) {
        throw new GatewayError('precondition_failed', 'the file was changed meanwhile; look at it again');
      }
      await rename(temporary, target);
    } catch (error) {
      await unlink(temporary).catch(() => {});
      throw error;
    }
    await syncDirectory(dirname(target));
  } catch (error) {
    throw GatewayError.is(error) ? error : failure(error);
  }
}

/** Why a file cannot be replaced, as far as can be told beforehand; null if it may be. */
export async function whyNotReplaceable(path: string): Promise<string | null> {
  try {
    const target = await realpath(path);
    // The kubelet swaps a link called `..data`; what is written there is lost at its next turn.
    if (target.split(sep).some((name) => name.startsWith('..'))) return CONFIG_MAP;
    if (await isMountPoint(target)) return MOUNTED;
    await access(target, constants.W_OK);
    await access(dirname(target), constants.W_OK);
    return null;
  } catch (error) {
    return reasonOf(error) ?? null;
  }
}

const CONFIG_MAP =
  'the file is mounted from a ConfigMap or a Secret of Kubernetes, which is where to change it';
const MOUNTED =
  'the file is mounted by itself, so that no other can take its name; mount the directory that it is in instead';

const REASONS: Readonly<Record<string, string>> = {
  EROFS: 'the file system is mounted read-only',
  EACCES: 'the user that the gateway runs as may not write the file or its directory',
  EPERM: 'the user that the gateway runs as may not write the file, or not give it back to its owner',
  EBUSY: MOUNTED,
};

function reasonOf(error: unknown): string | undefined {
  return REASONS[String((error as NodeJS.ErrnoException).code)];
}

function failure(error: unknown): GatewayError {
  const why = reasonOf(error);
  if (why) return readOnly(why);
  const { code } = error as NodeJS.ErrnoException;
  const told =
    code === 'ENOSPC' ? 'the disk is full' : `the file could not be written (${code ?? 'unknown error'})`;
  return new GatewayError('unavailable', `the config is not saved: ${told}`, { cause: error });
}

function readOnly(why: string): GatewayError {
  return new GatewayError('config_read_only', why);
}

/** True where a container has the one file mounted. Only Linux tells. */
async function isMountPoint(target: string): Promise<boolean> {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  // Spaces and the like are written as octal escapes (proc_pid_mountinfo(5)).
  const written = target.replaceAll(
    /[\s\\]/g,
    (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return mounts.split('\n').some((line) => line.split(' ')[4] === written);
}

/** The new name is on the disk as well. Not every system lets a directory be synced, and the text is safe without. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r').catch(() => null);
  await directory?.sync().catch(() => {});
  await directory?.close();
}
