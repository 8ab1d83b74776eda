/** Tells when a path may lead to other bytes than before. */
import { readlinkSync, watch, type FSWatcher } from 'node:fs';
import { isAbsolute, join, parse, resolve, sep } from 'node:path';

/** Editors and deployments touch a file several times in a row; the callback waits until this long after the last. */
const QUIET_MS = 100;
/** A busy neighbour in the same directory must not put the callback off for ever. */
const PATIENCE_MS = 1000;
/** How often to look where the system grants no watch, as when its inotify limit is reached. */
const POLL_MS = 2000;

/**
 * Calls back after something happened to one of the names that lead to the file, until the returned function is called.
 * It says "look again", not "it changed". Keeps no process alive.
 *
 * Directories are watched, never the file: a watch on a file follows its inode and goes deaf at the first atomic
 * rename, and where Kubernetes mounts a ConfigMap the file's own name never changes at all.
 */
export function watchPath(path: string, look: () => void): () => void {
  let watchers: FSWatcher[] = [];
  let poll: NodeJS.Timeout | undefined;
  let quiet: NodeJS.Timeout | undefined;
  let since = 0;

  const disarm = (): void => {
    for (const watcher of watchers) watcher.close();
    watchers = [];
    clearInterval(poll);
    poll = undefined;
  };

  const arm = (): void => {
    disarm();
    for (const directory of directoriesOf(path)) {
      try {
        // A watcher that breaks later has seen its directory go, which is an event like any other.
        watchers.push(watch(directory, { persistent: false }, stir).on('error', stir));
      } catch {
        poll ??= setInterval(settle, POLL_MS).unref();
      }
    }
  };

  const stir = (): void => {
    const now = Date.now();
    if (quiet === undefined) since = now;
    else if (now - since > PATIENCE_MS) return;
    clearTimeout(quiet);
    quiet = setTimeout(settle, QUIET_MS).unref();
  };

  const settle = (): void => {
    quiet = undefined;
    // The event may have moved a symlink or a directory. Watch the new way before looking, so that nothing falls between.
    arm();
    look();
  };

  arm();
  return () => {
    clearTimeout(quiet);
    disarm();
  };
}

/**
 * The directories that hold a name on the way to the file: the file's own directory, and that of every symlink that is
 * followed to get there. Where a directory is missing, the nearest one above it, so that its return is seen.
 */
export function directoriesOf(path: string): string[] {
  const directories = new Set<string>();
  const absolute = resolve(path);
  const { root } = parse(absolute);
  let at = root;
  let names = absolute.slice(root.length).split(sep);
  // As many links as Linux follows before it says ELOOP.
  for (let links = 0; names.length > 0 && links < 40;) {
    const [name = '', ...rest] = names;
    const link = readLink(join(at, name));
    if (link === 'missing' || (link === 'plain' && rest.length === 0)) {
      directories.add(at);
      break;
    }
    names = rest;
    if (link === 'plain') {
      at = join(at, name);
      continue;
    }
    directories.add(at);
    links += 1;
    if (isAbsolute(link.target)) at = parse(link.target).root;
    names = [...link.target.split(sep).filter((part) => part !== ''), ...rest];
  }
  return [...directories];
}

function readLink(path: string): 'missing' | 'plain' | { readonly target: string } {
  try {
    return { target: readlinkSync(path) };
  } catch (error) {
    // EINVAL is what the system says of a name that is there and is no link (UNKNOWN on Windows).
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'plain';
  }
}
