/**
 * The built packages as a stranger runs them: by their published names, in a Node of its own, without the condition that
 * leads the other tests to the sources. A bundler once dropped a guard that every test of the sources had passed.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../', import.meta.url));
const PACKAGES = ['core', 'store', 's3', 'dashboard', 'node', 'express', 'koa'] as const;

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Runs a script in a new Node and returns what it prints. */
async function inNode(script: string, type: 'module' | 'commonjs' = 'module'): Promise<string> {
  const { stdout } = await run(process.execPath, [`--input-type=${type}`, '--eval', script], { cwd: root });
  return stdout;
}

function filesOf(name: string, extension: string): string[] {
  const dist = join(root, 'packages', name, 'dist');
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .map((file) => join(dist, file));
}

describe('the built packages', () => {
  it('answer a request', async () => {
    const script = `
      import { createServer } from 'node:http';
      import { createNodeGateway } from '@aperturejs/node';
      const upstream = createServer((req, res) => res.end(JSON.stringify({ path: req.url, key: req.headers.authorization })));
      await new Promise((resolve) => upstream.listen(0, '127.0.0.1', resolve));
      const gateway = createNodeGateway({
        grants: [{ src: ['*'], app: { 'tailscale.com/cap/aperture': [{ role: 'user' }, { models: '**' }] } }],
        providers: { stub: {
          baseurl: 'http://127.0.0.1:' + upstream.address().port, models: ['m'], apikey: 'sk-stub',
          compatibility: { openai_responses: true },
        } },
      });
      const request = new Request('http://127.0.0.1/v1/responses', {
        method: 'POST', body: '{"model":"m"}', headers: { 'content-type': 'application/json' },
      });
      const response = await gateway.fetch(request, { remoteAddress: '127.0.0.1' });
      console.log(response.status, await response.text());
      await gateway.close();
      upstream.close();
      upstream.closeAllConnections();
    `;
    expect(await inNode(script)).toBe('200 {"path":"/v1/responses","key":"Bearer sk-stub"}\n');
  });

  it('load the price lists with the first list of models, not before', async () => {
    const hooks = `
      import { writeSync } from 'node:fs';
      export async function resolve(specifier, context, next) {
        if (specifier.includes('genai-prices')) writeSync(1, 'loaded ');
        return next(specifier, context);
      }
    `;
    const script = `
      import { writeSync } from 'node:fs';
      import { register } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));
      const { createNodeGateway } = await import('@aperturejs/node');
      const gateway = createNodeGateway({
        grants: [{ src: ['*'], app: { 'tailscale.com/cap/aperture': [{ role: 'user' }, { models: '**' }] } }],
        providers: { openai: { baseurl: 'https://api.openai.com', apikey: 'sk', models: ['gpt-5'] } },
      });
      for (const path of ['/v1/nothing', '/v1/models', '/v1/models']) {
        const response = await gateway.fetch(new Request('http://127.0.0.1' + path), { remoteAddress: '127.0.0.1' });
        writeSync(1, (await response.json()).data?.[0].pricing.input + ' ');
      }
      await gateway.close();
    `;
    expect(await inNode(script)).toBe('undefined loaded 0.00000125 0.00000125 ');
  });

  it('keep what a module does as it is loaded', async () => {
    // The lazy response gets its place in the chain of prototypes in a static block, which "sideEffects: false" permits
    // a bundler to lose.
    const script = `
      import { lazyResponse } from '@aperturejs/core/wire';
      const lazy = lazyResponse({ status: 200, statusText: '', headers: ['a', 'b'], body: new Uint8Array([104, 105]) });
      console.log(lazy instanceof Response, lazy.headers.get('a'), await lazy.text());
    `;
    expect(await inNode(script)).toBe('true b hi\n');
  });

  it.each(PACKAGES)('load with require(): %s', async (name) => {
    const script = `console.log(Object.keys(require('@aperturejs/${name}')).length > 0)`;
    expect(await inNode(script, 'commonjs')).toBe('true\n');
  });

  it('need nothing of Node in the core', () => {
    const files = filesOf('core', '.js');
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const code = readFileSync(file, 'utf8');
      expect(code).not.toMatch(/\bfrom ["']node:|\bimport\(["']node:|require\(/);
      expect(code).not.toMatch(/(?<![\w.'"`])(?:process|Buffer)\./);
    }
  });

  it.each(PACKAGES)('have declarations for each of their exports: %s', (name) => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as {
      exports: Record<string, string | Record<string, string>>;
    };
    for (const target of Object.values(manifest.exports)) {
      const paths = typeof target === 'string' ? [target] : [target['types'], target['default']];
      for (const path of paths) {
        expect(existsSync(join(root, 'packages', name, path ?? 'missing'))).toBe(true);
      }
    }
  });

  it.each(PACKAGES)('publish what they need and nothing else: %s', async (name) => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--workspace', `packages/${name}`], {
      cwd: root,
    });
    const [tarball] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const paths = tarball.files.map(({ path }) => path);
    const allowed =
      /^(?:package\.json|README\.md|LICENSE|schema\.json|bin\/aperture\.js|dist\/(?:[\w-]+\/)?[\w.-]+\.(?:js|d\.ts|js\.map)|dist\/ui\/(?:index\.html|icon\.svg|assets\/[\w-]+\.(?:js|css)(?:\.br|\.gz)?))$/;
    expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining(['package.json', 'LICENSE', 'dist/index.js', 'dist/index.d.ts']),
    );
  });
});

describe('the built command', () => {
  const command = join(root, 'packages', 'node', 'bin', 'aperture.js');

  function start(args: readonly string[], cwd: string): ChildProcess & { readonly output: { text: string } } {
    const child = spawn(process.execPath, [command, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { text: '' };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output.text += chunk;
        child.emit('output');
      });
    }
    closers.push(() => child.kill('SIGKILL'));
    return Object.assign(child, { output });
  }

  it('tells its version, and is what npx runs in a clone', async () => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', 'node', 'package.json'), 'utf8')) as {
      version: string;
    };
    expect((await run(process.execPath, [command, '--version'])).stdout).toBe(`${manifest.version}\n`);
    // npm links a command as it installs, when nothing is built yet; and without the link npx would run a stranger's
    // package of the same name.
    expect(realpathSync(join(root, 'node_modules', '.bin', 'aperture'))).toBe(realpathSync(command));
    const { stdout } = await run('npx', ['--no-install', 'aperture', '--version'], { cwd: root });
    expect(stdout).toBe(`${manifest.version}\n`);
  });

  it('says what to do before the first build', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aperture-dist-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    cpSync(dirname(command), join(folder, 'bin'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    await expect(run(process.execPath, [join(folder, 'bin', 'aperture.js')])).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'aperture: this clone is not built yet; run `npm run build` in it\n',
    });
  });

  it('serves a newcomer: writes a config, reloads it, and drains when it is told to stop', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aperture-dist-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const child = start(['serve', '--port=0'], folder);
    while (!child.output.text.includes('listening on')) await once(child, 'output');

    expect(child.output.text).toContain('wrote a starter config to aperture.hujson');
    const [, url = ''] = /listening on (\S+)/.exec(child.output.text) ?? [];
    expect(await (await fetch(`${url}/readyz`)).text()).toBe('ok\n');
    const models = async (): Promise<string[]> => {
      const list = (await (await fetch(`${url}/v1/models`)).json()) as { data: { id: string }[] };
      return list.data.map(({ id }) => id);
    };
    expect(await models()).toEqual(expect.arrayContaining(['gpt-5.3-codex']));

    const file = join(folder, 'aperture.hujson');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"disabled": true,', ''));
    while (!child.output.text.includes('is in force')) await once(child, 'output');
    expect(await models()).toEqual(expect.arrayContaining(['gpt-5.3-codex', 'gpt-5.5', 'claude-opus-5-5']));

    // The dashboard is there: its package is loaded as it is installed, with its files beside it.
    const root = await fetch(url, { headers: { accept: 'text/html' }, redirect: 'manual' });
    expect([root.status, root.headers.get('location')]).toEqual([302, './ui/']);
    const entry = await (await fetch(`${url}/ui/`)).text();
    const [, script = ''] = /src="\.\/(assets\/[\w-]+\.js)"/.exec(entry) ?? [];
    const answer = await fetch(`${url}/ui/${script}`, { headers: { 'accept-encoding': 'br' } });
    expect([
      answer.status,
      answer.headers.get('content-type'),
      answer.headers.get('content-encoding'),
    ]).toEqual([200, 'text/javascript; charset=utf-8', 'br']);
    const code = await answer.text();
    expect([code.includes('aperture/me'), code.includes('__VITE_')]).toEqual([true, false]);

    // The calls are on record: the package of the store is loaded as it is installed, with its thread beside it.
    const call = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"model":"none"}',
    };
    await (await fetch(`${url}/v1/responses`, call)).text();
    const kept = async (): Promise<unknown[]> =>
      ((await (await fetch(`${url}/aperture/records`)).json()) as { records: unknown[] }).records;
    await expect.poll(kept).toMatchObject([{ model: { asked: 'none' }, outcome: 'refused' }]);

    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(child.output.text).not.toContain('"level":"error"');
  });
});

describe('the test run itself', () => {
  it('sees every project of the workspace', async () => {
    // vitest 4 ignores vitest.workspace.ts unless it is named, and then reports success for the little it found.
    const { stdout } = await run(
      process.execPath,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'list',
        '--filesOnly',
        '--json',
        '--config=vitest.workspace.ts',
      ],
      { cwd: root, maxBuffer: 2 ** 26 },
    );
    const files = JSON.parse(stdout) as { file: string; projectName: string }[];
    expect([...new Set(files.map(({ projectName }) => projectName))].toSorted()).toEqual([
      'core',
      'dashboard',
      'examples',
      'express',
      'koa',
      'node',
      'published',
      's3',
      'store',
    ]);
  });
});
