import { describe, expect, it, vi } from 'vitest';
import { createGateway } from '../../gateway.ts';
import type { IdentitySource } from '../../ports/identity.ts';
import { configStage, KEY, memorySource, TEXT } from '../../testing/config-stage.ts';
import { ALICE, AS, CAP, CONFIG, post, url } from '../../testing/gateway.ts';
import { memoryAudit } from '../../testing/memory-audit.ts';
import { recorder } from '../../testing/recorder.ts';
import { problemOf, ROOT } from '../../testing/records-stage.ts';

interface Saved {
  readonly config: string;
  readonly warnings: readonly unknown[];
  readonly changes: readonly { readonly path: string; readonly kind: string; readonly text: string }[];
}
const saved = async (answer: Response): Promise<Saved> => {
  expect([answer.status, answer.status === 200 ? '' : await answer.clone().text()]).toEqual([200, '']);
  return (await answer.json()) as Saved;
};

describe('the config', () => {
  it('is shown as it is written, with references in place of keys, and a tag', async () => {
    const { ask } = await configStage();
    const answer = await ask('config');
    expect(answer.headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const told = (await answer.json()) as { config: string };
    expect(told).toMatchObject({ source: 'aperture.hujson', writable: true, reason: null, error: null });
    expect(told.config.replaceAll(/keyid:p:\w+:[0-9a-f]{8}/g, 'KEY')).toBe(
      TEXT.replace(`${KEY}-other`, 'KEY').replace(KEY, 'KEY'),
    );
  });

  it('is not sent again to those who have it', async () => {
    const { ask, look } = await configStage();
    const { etag } = await look();
    const again = await ask('config', { headers: { 'if-none-match': `"x", W/${etag}` } });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    expect((await ask('config', { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
  });

  it('is that of the source at this moment, and in force by then', async () => {
    const { look, source, gateway, log } = await configStage();
    const before = await look();
    source.text = TEXT.replace('"gpt-5"', '"gpt-6"');
    const now = await look();
    expect(now.config).toContain('"gpt-6"');
    expect(now.etag).not.toBe(before.etag);
    expect((await gateway.fetch(post('/v1/chat/completions', { model: 'gpt-6' }), ROOT)).status).toBe(200);
    // The watch that comes late has nothing to tell.
    source.change();
    await look();
    expect(log.filter((line) => line.includes('changed'))).toHaveLength(1);
  });

  it('in the source that is wrong is shown with what is wrong, or the one in force if it cannot be read', async () => {
    const { ask, source, gateway, put } = await configStage();
    source.text = TEXT.replace('"providers"', '"quotas": 1, "providers"');
    let told = (await (await ask('config')).json()) as { config: string; error: string };
    expect(told.error).toContain('aperture.hujson:7:');
    expect(told.config).toContain('"quotas": 1');
    source.text = `${TEXT.slice(0, -3)} "${KEY}`;
    const answer = await ask('config');
    told = (await answer.json()) as { config: string; error: string };
    expect(told.error).toContain('a string is not closed');
    expect(told.config).toContain('// Ours.');
    expect(JSON.stringify(told)).not.toContain('canary');
    expect((await gateway.fetch(post('/v1/chat/completions', { model: 'gpt-5' }), ROOT)).status).toBe(200);
    // It can be mended from here.
    await saved(await put(told.config, answer.headers.get('etag')!));
    expect(source.text).toBe(TEXT);
    expect((await (await ask('config')).json()) as object).toMatchObject({ error: null });
  });

  it('that cannot be read at all is a 503, and the one in force goes on', async () => {
    const { ask, source, gateway } = await configStage();
    source.read = () => Promise.reject(new Error('EIO at /secret/place'));
    const answer = await ask('config');
    expect([answer.status, JSON.stringify(await problemOf(answer))]).toEqual([
      503,
      expect.not.stringContaining('EIO'),
    ]);
    expect((await gateway.fetch(post('/v1/chat/completions', { model: 'gpt-5' }), ROOT)).status).toBe(200);
  });
});

describe('a save', () => {
  it('is in force when it is answered, keeps comments and keys, and is written once', async () => {
    const { look, put, source, gateway, transport, log } = await configStage();
    const { config, etag } = await look();
    const edited = config
      .replace('["gpt-5"]', '["gpt-5", "gpt-6"]')
      .replace('// Ours.', '// Ours, and theirs.');
    const answer = await put(edited, etag);
    const told = await saved(answer);
    expect(told).toMatchObject({ config: edited, warnings: [] });
    expect(told.changes).toEqual([
      {
        path: 'providers.openai.models[1]',
        kind: 'added',
        text: 'providers.openai.models[1] added: "gpt-6"',
      },
    ]);
    expect((await gateway.fetch(post('/v1/chat/completions', { model: 'gpt-6' }), ROOT)).status).toBe(200);
    expect(transport.sent.at(-1)?.headers['authorization']).toBe(`Bearer ${KEY}`);
    expect(source.written).toEqual([
      TEXT.replace('["gpt-5"]', '["gpt-5", "gpt-6"]').replace('// Ours.', '// Ours, and theirs.'),
    ]);
    expect((await look()).etag).toBe(answer.headers.get('etag'));
    // The watch sees the file, and the gateway knows it already.
    source.change();
    await look();
    expect(log).toEqual([
      'info the config was saved and is in force {"config":"aperture.hujson","by":"root@example.com"}',
    ]);
  });

  it('of the same text writes nothing, and is no event', async () => {
    const { look, put, source, log } = await configStage();
    const told = await saved(await put((await look()).config));
    expect([told.changes, source.written, log]).toEqual([[], [], []]);
  });

  it.each([
    ['without If-Match', {}, 428, 'precondition_required'],
    ['with an empty one', { 'if-match': '' }, 428, 'precondition_required'],
    ['with another tag', { 'if-match': '"00000000000000000000000000000000"' }, 412, 'precondition_failed'],
    ['with what is no tag', { 'if-match': 'x' }, 412, 'precondition_failed'],
  ])('%s is refused', async (_what, headers: Record<string, string>, status, title) => {
    const { ask, source, look } = await configStage();
    const answer = await ask('config', { body: { config: '{}' }, headers });
    expect(await problemOf(answer)).toMatchObject({ status, title });
    if (status === 412) expect(answer.headers.get('etag')).toBe((await look()).etag);
    expect(source.written).toEqual([]);
  });

  it('takes any config with *, and the tag that a proxy has weakened', async () => {
    const { put, look } = await configStage();
    const { config, etag } = await look();
    await saved(await put(config, '*'));
    await saved(await put(config, `"x", W/${etag}`));
  });

  it('of two tabs takes the first, and tells the second', async () => {
    const { look, put, source } = await configStage();
    const { config, etag } = await look();
    const tabs = ['one', 'two'].map((name) => put(config.replace('// Ours.', `// ${name}`), etag));
    const answers = await Promise.all(tabs);
    expect(answers.map(({ status }) => status)).toEqual([200, 412]);
    expect(source.written).toHaveLength(1);
    expect(source.text).toContain('// one');
  });

  it('after the file was edited is refused, and the edit is in force', async () => {
    const { look, put, source, gateway } = await configStage();
    const { config, etag } = await look();
    source.text = TEXT.replace('"gpt-5"', '"gpt-6"');
    expect((await put(config, etag)).status).toBe(412);
    expect(source.text).toContain('"gpt-6"');
    expect((await gateway.fetch(post('/v1/chat/completions', { model: 'gpt-6' }), ROOT)).status).toBe(200);
  });

  it('that the source refuses at the last moment changes nothing', async () => {
    const { look, put, source, gateway } = await configStage();
    const { config, etag } = await look();
    const { write } = source;
    source.write = async (text, expected) => {
      source.text = TEXT.replace('"gpt-5"', '"gpt-7"');
      await write!(text, expected);
    };
    expect((await put(config.replace('"gpt-5"', '"gpt-6"'), etag)).status).toBe(412);
    expect((await gateway.fetch(post('/v1/chat/completions', { model: 'gpt-6' }), ROOT)).status).toBe(404);
    source.write = () => Promise.reject(new Error('ENOSPC: /secret/place'));
    const failed = await put((await look()).config.replace('"gpt-7"', '"gpt-8"'));
    expect([failed.status, await failed.text()]).toEqual([503, expect.not.stringContaining('ENOSPC')]);
    expect((await gateway.fetch(post('/v1/chat/completions', { model: 'gpt-8' }), ROOT)).status).toBe(404);
    expect((await gateway.fetch(post('/v1/chat/completions', { model: 'gpt-7' }), ROOT)).status).toBe(200);
  });

  it('is told every problem and its place, warnings too, in the text that was sent', async () => {
    const { look, put, source } = await configStage();
    const { config } = await look();
    const wrong = config
      .replace('"models": ["gpt-5"]', '"modles": ["gpt-5"], "authorization": "beer"')
      .replace('"role": "user"', '"role": "usr"');
    const told = await problemOf(await put(wrong));
    expect(told).toMatchObject({ status: 422, title: 'validation_failed' });
    const at = (words: string): string => {
      const before = wrong.slice(0, wrong.indexOf(words)).split('\n');
      return `config:${before.length}:${before.at(-1)!.length + 1}`;
    };
    expect(told.errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          location: at('"modles"'),
          level: 'error',
          path: 'providers.openai.modles',
        }),
        expect.objectContaining({ location: at('"beer"'), path: 'providers.openai.authorization' }),
        expect.objectContaining({ location: at('"usr"') }),
      ]),
    );
    expect(told.detail).toContain('unknown config key "modles"; did you mean "models"?');
    expect(JSON.stringify(told)).not.toContain('canary');
    expect(source.written).toEqual([]);
  });

  it.each([
    ['{', /expected/],
    ['', /config must not be empty/],
    ['{}', /config must not be empty/],
    ['[]', /must be an object/],
    ['{"providers":{"p":{"apikey":"${env:NOPE}"}}}', /unsubstituted macros: \[NOPE\]/],
  ])('of %j is refused', async (text, message) => {
    const { put } = await configStage();
    const told = await problemOf(await put(text));
    expect([told.status, told.detail]).toEqual([422, expect.stringMatching(message)]);
  });

  it('takes no key to another provider', async () => {
    const { look, put, source } = await configStage();
    const { config } = await look();
    const reference = /keyid:p:openai:\w+/.exec(config)![0];
    const told = await problemOf(await put(config.replace(/keyid:p:other:\w+/, reference)));
    expect(told).toMatchObject({
      status: 422,
      errors: [{ location: expect.stringMatching(/^config:9:/) as string }],
    });
    expect(told.detail).toContain(reference);
    expect(source.written).toEqual([]);
  });

  it('says that a key goes elsewhere with the base URL of its provider', async () => {
    const { look, put } = await configStage();
    const { config } = await look();
    const { changes } = await saved(
      await put(config.replace('https://api.openai.com', 'https://elsewhere.example')),
    );
    expect(changes).toEqual([
      {
        path: 'providers.openai.baseurl',
        kind: 'changed',
        text: 'providers.openai.baseurl: "https://api.openai.com" → "https://elsewhere.example"; its stored key is sent there from now on',
      },
    ]);
  });

  it('says so as well where the new URL has a key of its own', async () => {
    const { look, put } = await configStage();
    const { config } = await look();
    const { changes } = await saved(
      await put(config.replace('https://api.openai.com', 'https://evil.example/sk-canaryaaaaaaaaaaaaaaaa')),
    );
    expect(changes.map(({ text }) => text)).toEqual([
      'providers.openai.baseurl: "https://api.openai.com" → "https://evil.example/…"; its stored key is sent there from now on',
    ]);
  });

  it('takes a new key, and shows it never', async () => {
    const { look, put, source } = await configStage();
    const { config } = await look();
    const answer = await put(config.replace(/keyid:p:openai:\w+/, 'canary-the-new-key-0123456789'));
    const told = await saved(answer);
    expect(told.changes).toEqual([
      { path: 'providers.openai.apikey', kind: 'changed', text: 'providers.openai.apikey: another key' },
    ]);
    expect(JSON.stringify(told)).not.toContain('canary');
    expect(source.text).toContain('"apikey": "canary-the-new-key-0123456789"');
  });
});

describe('the saver', () => {
  const without = (text: string): string => text.replace('"role": "admin"', '"role": "user"');

  it('stays an admin, or nothing is saved', async () => {
    const { look, put, source, log } = await configStage();
    const config = without((await look()).config).replace(
      '"role": "user" }, { "models": "**" }] } }, //',
      '"role": "admin" }] } }, //',
    );
    const told = await problemOf(await put(config));
    expect([told.status, told.detail]).toEqual([422, expect.stringMatching(/take the admin role from you/)]);
    expect([source.written, log]).toEqual([[], []]);
    // Whom it makes an admin may save it, if they are one already.
    await saved(
      await put(config.replace('root@example.com', 'carol@example.com').replace('alice@', 'root@')),
    );
  });

  it('may be an admin by a policy file, and the config need not name one then', async () => {
    const { look, put } = await configStage();
    const policy = AS('carol@example.com', { capabilities: { [CAP]: [{ role: 'admin' }] } });
    const { config } = await look();
    const nobody = config.replace('{ "role": "admin" }, ', '');
    expect((await problemOf(await put(nobody))).detail).toContain('no grant in grants');
    await saved(await put(nobody, undefined, policy));
  });

  it('must be known as the same under the new sources', async () => {
    const close = vi.fn<() => void>();
    const tailscale = (login: string) => (): IdentitySource => ({
      type: 'tailscale',
      headers: [],
      byNetwork: true,
      identify: async () => ({ login, tags: [], groups: [], source: 'tailscale' }),
      close,
    });
    const text = TEXT.replace('"grants"', '"identity": [{ "type": "tailscale" }],\n  "grants"');
    const { look, ask, source } = await configStage(memorySource(text), {
      identityTypes: { tailscale: tailscale('root@example.com') },
    });
    const { config, etag } = await look();
    const put = (config: string) => ask('config', { body: { config }, headers: { 'if-match': etag } }, {});
    const told = await problemOf(await put(config.replace('"tailscale"', '"loopback"')));
    expect([told.status, told.detail]).toEqual([
      422,
      expect.stringMatching(/admin role.*does not know who calls/),
    ]);
    expect(source.written).toEqual([]);
    // The sources that would have been are let go of, those in force are not.
    expect(close).not.toHaveBeenCalled();
    expect(
      (
        await problemOf(
          await put(config.replace('"tailscale"', '"tailscale", "cache": "1s"').replace('root@', 'carol@')),
        )
      ).status,
    ).toBe(422);
    expect(close).toHaveBeenCalledTimes(1);
    await saved(await put(config.replace('"tailscale"', '"tailscale", "cache": "2s"')));
    expect(close).toHaveBeenCalledTimes(2);
  });

  it('must reach the gateway by its name', async () => {
    const text = TEXT.replace('"grants"', '"server": { "hosts": ["ai.example.com"] },\n  "grants"');
    const { gateway, look } = await configStage(memorySource(text));
    const { config, etag } = await look();
    const request = new Request('http://ai.example.com/aperture/config', {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'if-match': etag },
      body: JSON.stringify({ config: config.replace('["ai.example.com"]', '[]') }),
    });
    const told = await problemOf(await gateway.fetch(request, ROOT));
    expect([told.status, told.detail]).toEqual([422, expect.stringMatching(/ai\.example\.com/)]);
  });
});

it('an audit log hears who saved what, and what was changed in the file, and never a key', async () => {
  const audit = memoryAudit();
  const { look, put, source } = await configStage(memorySource(), { audit });
  await put((await look()).config.replace(/keyid:p:openai:\w+/, 'canary-a-new-key-0123456789'));
  source.text = source.text.replace('["gpt-5"]', '["gpt-6"]');
  const { etag } = await look();
  const { events } = await audit.find({ limit: 10 });
  expect(events).toMatchObject([
    {
      actor: null,
      action: 'config.changed_on_disk',
      target: 'aperture.hujson',
      detail: { etag: etag.slice(1, -1), changes: [{ path: 'providers.openai.models[0]' }] },
    },
    {
      actor: { login: 'root@example.com' },
      action: 'config.saved',
      detail: { changes: [{ text: 'providers.openai.apikey: another key' }] },
    },
  ]);
  expect(JSON.stringify(events)).not.toContain('canary');
});

describe('a config that cannot be saved', () => {
  it.each([
    ['an object', CONFIG, /an object.*program/],
    ['a text', JSON.stringify(CONFIG), /a text.*program/],
    [
      'of a source without write',
      { name: 'x', read: async () => JSON.stringify(CONFIG) },
      /source.*x.*takes no changes/,
    ],
    [
      'of a source that is read-only',
      { ...memorySource(JSON.stringify(CONFIG)), readOnly: async () => 'it is mounted read-only' },
      /mounted read-only/,
    ],
    [
      'of a source that cannot tell',
      {
        ...memorySource(JSON.stringify(CONFIG)),
        readOnly: () => Promise.reject(new Error('the disk does not answer')),
      },
      /cannot be told/,
    ],
  ])('%s is shown all the same, and says why', async (_what, config, why) => {
    const gateway = createGateway(config as string, { transport: recorder() });
    await gateway.ready;
    const shown = await gateway.fetch(new Request(url('/aperture/config')), ROOT);
    const told = (await shown.json()) as { config: string; writable: boolean; reason: string };
    expect(told).toMatchObject({ writable: false, reason: expect.stringMatching(why) as string });
    expect(told.config).toContain('"baseurl":');
    expect(told.config).not.toContain('sk-organisation');
    const init = {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'if-match': shown.headers.get('etag')! },
      body: '{"config":"{}"}',
    };
    const problem = await problemOf(await gateway.fetch(new Request(url('/aperture/config'), init), ROOT));
    expect(problem).toMatchObject({ status: 409, title: 'config_read_only', detail: told.reason });
    const me = await gateway.fetch(new Request(url('/aperture/me')), ALICE);
    expect(await me.json()).toMatchObject({ gateway: { config: { writable: false, reason: told.reason } } });
  });
});

describe('a validation', () => {
  const validate = async (text: (config: string) => string) => {
    const { ask, look, source } = await configStage();
    const body = { config: text((await look()).config) };
    const answer = await ask('config:validate', { method: 'POST', body });
    expect([answer.status, source.written]).toEqual([200, []]);
    const told = await answer.text();
    expect(told).not.toContain('canary');
    return JSON.parse(told) as { valid: boolean; errors: string[] | null; problems: object[] };
  };

  it('says that nothing is wrong', async () => {
    expect(await validate((config) => config)).toEqual({ valid: true, errors: null, problems: [] });
    // Who locks themselves out is told when they save (spec/aperture.md 1.12).
    expect(await validate((config) => config.replace('root@', 'carol@'))).toMatchObject({ valid: true });
  });

  it('says what is wrong and where, and takes warnings for errors', async () => {
    const told = await validate((config) => config.replace('"models": ["m"]', '"modles": ["m"]'));
    expect(told.valid).toBe(false);
    expect(told.errors).toContainEqual(expect.stringMatching(/^9:\d+: unknown config key "modles"/));
    expect(told.problems).toContainEqual({
      level: 'error',
      line: 9,
      column: expect.any(Number) as number,
      path: 'providers.other.modles',
      message: 'unknown config key "modles"; did you mean "models"?',
    });
  });

  it('knows no key that is not stored', async () => {
    const told = await validate((config) => config.replace(/keyid:p:openai:\w+/, 'keyid:p:openai:00000000'));
    expect(told.errors).toEqual([
      expect.stringMatching(/^8:\d+: the reference "keyid:p:openai:00000000" stands for no key/),
    ]);
  });
});
