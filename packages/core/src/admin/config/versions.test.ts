import { describe, expect, it, vi } from 'vitest';
import type { ConfigHistory } from '../../ports/config-history.ts';
import { configStage, KEY, memorySource, TEXT, type ConfigStage } from '../../testing/config-stage.ts';
import { memoryHistory } from '../../testing/memory-history.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { problemOf } from '../../testing/records-stage.ts';

interface Version {
  readonly id: string;
  readonly by: { readonly login: string } | null;
  readonly restored: string | null;
  readonly etag: string;
  readonly current: boolean;
  readonly changes: readonly { readonly path: string; readonly text: string }[];
  readonly config?: string;
  readonly diff?: string | null;
}

async function stage(history: ConfigHistory = memoryHistory(), text = TEXT) {
  const store = { ...memoryStore(), configs: history };
  const config = await configStage(memorySource(text), { store });
  return { ...config, history, store, versions: () => versionsOf(config) };
}
async function versionsOf({ ask }: Pick<ConfigStage, 'ask'>, query = ''): Promise<Version[]> {
  const answer = await ask(`config/versions${query}`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { versions: Version[] }).versions;
}
const one = async ({ ask }: Pick<ConfigStage, 'ask'>, id: string, query = ''): Promise<Version> =>
  (await (await ask(`config/versions/${id}${query}`)).json()) as Version;

describe('the history', () => {
  it('has what was found at the start, what was saved, and what was changed in the file', async () => {
    const { look, put, source, versions, history } = await stage();
    const { config } = await look();
    await put(config.replace('["gpt-5"]', '["gpt-5", "gpt-6"]'));
    source.text = source.text.replace('// Ours.', '// By hand.');
    source.change();
    const told = await versions();
    expect(
      told.map(({ by, current, changes }) => [by?.login ?? null, current, changes.map(({ path }) => path)]),
    ).toEqual([
      [null, true, ['']],
      ['root@example.com', false, ['providers.openai.models[1]']],
      [null, false, []],
    ]);
    const { versions: kept } = await history.list({ source: 'aperture.hujson', limit: 10 });
    expect(kept).toHaveLength(3);
    expect(JSON.stringify(kept)).not.toContain('canary');
  });

  it('notices at the next start what was changed meanwhile, and nothing else', async () => {
    const history = memoryHistory();
    expect(await (await stage(history)).versions()).toHaveLength(1);
    expect(await (await stage(history)).versions()).toHaveLength(1);
    const again = await (await stage(history, TEXT.replace('"gpt-5"', '"gpt-6"'))).versions();
    expect(again).toMatchObject([{ by: null, changes: [{ path: 'providers.openai.models[0]' }] }, {}]);
    // Another file of another gateway on the same database is another history.
    const other = await configStage(
      { ...memorySource(), name: 'other.hujson' },
      { store: { ...memoryStore(), configs: history } },
    );
    expect(await versionsOf(other)).toHaveLength(1);
    expect((await other.ask(`config/versions/${again[0]!.id}`)).status).toBe(404);
  });

  it('comes in pages', async () => {
    const { look, put, ask } = await stage();
    for (const name of ['one', 'two', 'three'])
      await put((await look()).config.replace(/^\/\/ .*/, `// ${name}`));
    const first = (await (await ask('config/versions?limit=3')).json()) as {
      versions: Version[];
      next: string;
    };
    expect([first.versions.length, first.next]).toEqual([3, first.versions.at(-1)!.id]);
    const last = (await (await ask(`config/versions?limit=3&cursor=${first.next}`)).json()) as typeof first;
    expect([last.versions.length, last.next]).toEqual([1, null]);
    for (const query of ['limit=0', 'cursor=x', 'q=x']) {
      expect((await ask(`config/versions?${query}`)).status).toBe(422);
    }
  });

  it('tells a version with its text and what changed, line by line', async () => {
    const stages = await stage();
    const { look, put } = stages;
    const { config } = await look();
    await put(config.replace('["gpt-5"]', '["gpt-5", "gpt-6"]'));
    const [second, first] = await stages.versions();
    const told = await one(stages, second!.id);
    expect(told.config).toBe((await look()).config);
    expect(told.diff).toContain(`--- ${first!.id}\n+++ ${second!.id}\n@@ `);
    expect(told.diff).toMatch(/\n-    "openai": .*\["gpt-5"\].*\n\+    "openai": .*\["gpt-5", "gpt-6"\]/);
    expect((await one(stages, first!.id)).diff).toBeNull();
    const back = await one(stages, first!.id, '?against=current');
    expect(back.diff).toContain('--- current\n');
    expect(back.diff).toMatch(/\n-.*"gpt-6"/);
    expect((await one(stages, second!.id, `?against=${second!.id}`)).diff).not.toContain('@@');
    expect(JSON.stringify([told, back])).not.toContain('canary');
    for (const [path, status] of [
      [`${first!.id.slice(0, -1)}0`, 404],
      ['x', 404],
      [`${first!.id}?against=x`, 422],
      [`${first!.id}?against=01a20cd8-0000-7000-8000-000000000001`, 404],
    ] as const) {
      expect([path, (await stages.ask(`config/versions/${path}`)).status]).toEqual([path, status]);
    }
  });

  it('can be long, and nobody waits for the difference', async () => {
    const lines = (sign: string): string =>
      Array.from({ length: 20_000 }, (_, i) => `// ${sign}${i * 7919}\n`).join('');
    const stages = await stage(memoryHistory(), `${lines('a')}${TEXT}`);
    const { config } = await stages.look();
    await stages.put(config.replaceAll('// a', '// b'));
    const [last] = await stages.versions();
    expect((await one(stages, last!.id)).diff).toMatch(/^---/);
  });
});

describe('the way back', () => {
  const restore = async ({ ask, look }: Pick<ConfigStage, 'ask' | 'look'>, id: string, etag?: string) =>
    ask(`config/versions/${id}:restore`, {
      method: 'POST',
      body: {},
      headers: { 'if-match': etag ?? (await look()).etag },
    });

  it('is to the text as it was, with the keys of today, and is a version itself', async () => {
    const stages = await stage();
    const { look, put, source, versions } = stages;
    await put((await look()).config.replace('["gpt-5"]', '["gpt-6"]'));
    const first = (await versions()).at(-1)!;
    const answer = await restore(stages, first.id);
    expect(await answer.json()).toMatchObject({ changes: [{ path: 'providers.openai.models[0]' }] });
    expect(source.text).toBe(TEXT);
    const [last] = await versions();
    expect(last).toMatchObject({ by: { login: 'root@example.com' }, restored: first.id, current: true });
  });

  it('is refused where a key of then is not there any more, and says which', async () => {
    const stages = await stage();
    const { look, put, source, versions } = stages;
    await put((await look()).config.replace(/keyid:p:openai:\w+/, 'a-new-key-of-some-length'));
    const saved = source.text;
    const told = await problemOf(await restore(stages, (await versions()).at(-1)!.id));
    expect([told.status, told.detail]).toEqual([
      422,
      expect.stringMatching(/8:\d+: the reference "keyid:p:openai:\w+" stands for no key/),
    ]);
    expect(source.text).toBe(saved);
  });

  it('needs If-Match, an id that is there, and no other body', async () => {
    const stages = await stage();
    const [version] = await stages.versions();
    expect((await restore(stages, version!.id, '"x"')).status).toBe(412);
    const { etag } = await stages.look();
    expect((await restore(stages, '01a20cd8-0000-7000-8000-000000000001', etag)).status).toBe(404);
    expect((await restore(stages, 'x', etag)).status).toBe(404);
    const path = `config/versions/${version!.id}:restore`;
    expect((await stages.ask(path, { method: 'POST', body: {} })).status).toBe(428);
    expect((await stages.ask(path, { method: 'POST', body: { config: '' } })).status).toBe(422);
    expect((await stages.ask(path, { method: 'GET' })).headers.get('allow')).toBe('POST');
  });
});

describe('a history that fails', () => {
  it('costs no save, and says so to the log and to those who ask what was', async () => {
    const broken: ConfigHistory = {
      add: () => Promise.reject(new Error('disk full')),
      list: () => Promise.reject(new Error('disk full')),
      get: () => Promise.reject(new Error('disk full')),
    };
    const { look, put, ask, log } = await stage(broken);
    expect((await put((await look()).config.replace('["gpt-5"]', '["gpt-6"]'))).status).toBe(200);
    expect((await ask('config/versions')).status).toBe(503);
    expect(log.filter((line) => line.includes('could not be kept')).length).toBeGreaterThan(0);
  });

  it('that hangs holds up no save', async () => {
    const never = () => new Promise<never>(() => {});
    const { look, put, ask } = await stage({ add: never, list: never, get: never });
    expect((await put((await look()).config.replace('["gpt-5"]', '["gpt-6"]'))).status).toBe(200);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const asking = ask('config/versions');
      await vi.advanceTimersByTimeAsync(10_000);
      expect((await asking).status).toBe(503);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is none where there is no store', async () => {
    const { ask } = await configStage();
    const told = await problemOf(await ask('config/versions'));
    expect([told.status, told.detail]).toEqual([404, expect.stringMatching(/nobody remembers/)]);
  });
});

describe('the first API', () => {
  it('tells and saves the config in its own shape', async () => {
    const { gateway, source } = await stage();
    const { ROOT } = await import('../../testing/records-stage.ts');
    const ask = (init?: object) => gateway.fetch(new Request('http://gateway/api/config', init), ROOT);
    const told = (await (await ask()).json()) as { config: string; exists: boolean; hash: string };
    expect(told).toMatchObject({ exists: true, hash: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
    expect(told.config).not.toContain(KEY);
    const put = (body: object) =>
      ask({ method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const config = told.config.replace('["gpt-5"]', '["gpt-6"]');
    const saved = (await (await put({ config, hash: told.hash })).json()) as {
      success: boolean;
      hash: string;
    };
    expect(saved.success).toBe(true);
    expect(source.text).toBe(TEXT.replace('["gpt-5"]', '["gpt-6"]'));
    expect((await put({ config, hash: told.hash })).status).toBe(412);
    expect((await put({ config })).status).toBe(422);
    expect((await put({ config, hash: saved.hash })).status).toBe(200);
  });
});
