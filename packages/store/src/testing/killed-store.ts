/** A process that stores records until it is killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { entry, idOf } from './records.ts';

/**
 * Has a process of its own write into a store of the build, and kill itself in the middle of it.
 *
 * @param create the function of the package that makes the store
 * @param address the store's file or URL
 * @returns how many records the store had said were written
 */
export async function writeUntilKilled(
  create: 'createSqliteStore' | 'createPostgresStore',
  address: string,
): Promise<number> {
  const script = `
    import { ${create} } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
    const store = ${create}(process.env.ADDRESS);
    const template = ${JSON.stringify(entry(0))};
    const id = (n) => ${JSON.stringify(idOf(0))}.slice(0, -6) + n.toString(16).padStart(6, '0');
    let n = 0;
    setInterval(() => {
      for (let i = 0; i < 20; i += 1, n += 1) store.add({ ...template, record: { ...template.record, id: id(n) } });
      const { written } = store.stats();
      if (written > 500) { process.stdout.write(written + '\\n'); process.kill(process.pid, 'SIGKILL'); }
    }, 5);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ADDRESS: address },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
  await once(child, 'close');
  return Number(told);
}
