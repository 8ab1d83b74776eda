import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAP } from '../../testing/gateway.ts';
import { putBack, showConfig } from './references.ts';

const PEM = '-----BEGIN PRIVATE KEY-----\\nMIIEvQ\\n-----END PRIVATE KEY-----';
const KEY = 'canary-of-some-length-0123456789';

async function shown(text: string): Promise<string> {
  const told = await showConfig(text);
  if (!told) throw new Error('not shown');
  return told.text;
}

describe('what is shown', () => {
  it.each<[string, string, RegExp]>([
    ['the key of a provider', `{"providers":{"openai":{"apikey":"${KEY}"}}}`, /"keyid:p:openai:[0-9a-f]{8}"/],
    [
      'a short one, of which hardly anything is told',
      '{"providers":{"x":{"apikey":"pass"}}}',
      /"keyid:p:x:[0-9a-f]{2}"/,
    ],
    [
      'of a provider of any name',
      `{"providers":{"ä:b.c":{"apikey":"${KEY}"}}}`,
      /"keyid:p:%C3%A4%3Ab%2ec:\w{8}"/,
    ],
    [
      'a service account',
      '{"providers":{"v":{"apikey":"keyfile::eyJwcml2YXRlX2tleSI6IngifQ=="}}}',
      /:"keyid:p:v:\w{8}"/,
    ],
    [
      'an AWS key pair',
      '{"providers":{"b":{"apikey":"AKIAIOSFODNN7EXAMPLE:abc/def"}}}',
      /:"keyid:p:b:\w{8}"/,
    ],
    [
      'a key pair of which one half is a macro',
      '{"providers":{"b":{"apikey":"AKIAIOSFODNN7EXAMPLE:${env:X}"}}}',
      /:"keyid:p:b:\w{8}"/,
    ],
    ['a hook’s key', `{"hooks":{"oso":{"apikey":"${KEY}"}}}`, /:"keyid:s:hooks\.oso\.apikey:\w{8}"/],
    [
      'S3’s secret',
      `{"exporters":{"s3":{"access_secret":"${KEY}"}}}`,
      /:"keyid:s:exporters\.s3\.access_secret:\w{8}"/,
    ],
    [
      'a header, whose name stays',
      `{"providers":{"p":{"add_headers":["X-Own: ${KEY}"]}}}`,
      /\["X-Own: keyid:s:providers\.p\.add_headers\.x-own:\w{8}"\]/,
    ],
    [
      'a header of a grant',
      `{"grants":[{"app":{"${CAP}":[{"add_headers":["Authorization: Bearer ${KEY}"]}]}}]}`,
      /"Authorization: keyid:s:grants\.app\.tailscale%2ecom%2Fcap%2Faperture\.add_headers\.authorization:\w{8}"/,
    ],
    [
      'a connector’s secret',
      `{"connectors":{"servers":{"c":{"auth":{"type":"api_key","secret":"${KEY}"}}}}}`,
      /"type":"api_key","secret":"keyid:s:connectors\.servers\.c\.auth\.secret:/,
    ],
    [
      'and one of a name that is documented nowhere',
      `{"connectors":{"servers":{"c":{"auth":{"x":{"y":["${KEY}"]}}}}}}`,
      /"keyid:s:connectors\.servers\.c\.auth\.x\.y:/,
    ],
    [
      'an environment of a connector',
      `{"connectors":{"servers":{"c":{"env":{"PAT":"${KEY}"}}}}}`,
      /"keyid:s:connectors\.servers\.c\.env\.PAT:/,
    ],
    [
      'a secret path of a connector',
      `{"connectors":{"servers":{"c":{"url":"https://mcp.example/s/${KEY}/mcp"}}}}`,
      /https:\/\/mcp\.example\/s\/keyid:s:connectors\.servers\.c\.url:\w{8}\/mcp/,
    ],
    [
      'a password in a URL',
      `{"hooks":{"h":{"url":"https://u:${KEY}@h.example/x"}}}`,
      /"https:\/\/u:keyid:s:hooks\.h\.url:\w{8}@h\.example\/x"/,
    ],
    [
      'one in a place that has no field for it',
      `{"providers":{"p":{"baseurl":"https://u:${KEY}@h.example/x"}}}`,
      /"https:\/\/u:keyid:s:providers\.p\.baseurl:\w{8}@/,
    ],
    [
      'a password that no URL can have',
      `{"hooks":{"h":{"url":"https://u:p/${KEY}@h.example/x"}}}`,
      /"url":"keyid:/,
    ],
    [
      'a key in a query',
      `{"hooks":{"h":{"url":"https://h.example/x?api_key=${KEY}&y=1"}}}`,
      /x\?api_key=keyid:s:hooks\.h\.url:\w{8}&y=1"/,
    ],
    [
      'the hash of a gateway key',
      `{"identity":[{"type":"key","keys":[{"sha256":"${'a1'.repeat(32)}"}]}]}`,
      /"keyid:s:identity\.keys\.sha256:\w{8}"/,
    ],
    [
      'the daemon’s password',
      `{"identity":[{"type":"tailscale","password":"${KEY}"}]}`,
      /"keyid:s:identity\.password:\w{8}"/,
    ],
    [
      'a private JSON Web Key',
      `{"identity":[{"type":"jwt","jwks":{"keys":[{"kty":"EC","d":"${KEY}"}]}}]}`,
      /"kty":"EC","d":"keyid:s:identity\.jwks\.keys\.d:/,
    ],
    [
      'what a misspelt key holds',
      `{"providers":{"p":{"apikeey":"${KEY}"}}}`,
      /"keyid:s:providers\.p\.apikeey:\w{8}"/,
    ],
    [
      'what a section holds that is none',
      `{"secrets":{"a":[{"b":"${KEY}"}]}}`,
      /"keyid:s:secrets\.a\.b:\w{8}"/,
    ],
    [
      'what an identity source of no known kind holds',
      `{"identity":[{"type":"own","x":"${KEY}"}]}`,
      /"keyid:s:identity\.x:\w{8}"/,
    ],
    [
      'the first of two keys that are the same',
      `{"providers":{"p":{"apikey":"${KEY}","apikey":"y"}}}`,
      /"keyid:p:p:\w{8}","apikey":"keyid:p:p:\w\w"/,
    ],
    [
      'a key in the wrong field',
      '{"providers":{"p":{"models":["sk-proj-abcdefghijklmnop"]}}}',
      /\["keyid:s:providers\.p\.models:\w{8}"\]/,
    ],
    [
      'one that escapes hide',
      '{"providers":{"p":{"name":"sk\\u002dproj-abcdefghijklmnop"}}}',
      /"name":"keyid:s:providers\.p\.name:\w{8}"/,
    ],
    ['a private key', `{"flags":{"x":"${PEM}"}}`, /"keyid:s:flags\.x:\w{8}"/],
    [
      'a key for a key',
      '{"providers":{"sk-proj-abcdefghijklmnop":{"apikey":"x"}}}',
      /\{"providers":\{"keyid:k:providers:\w{8}":\{"apikey":"keyid:p:~:\w\w"/,
    ],
  ])('%s', async (_what, text, expected) => {
    const told = await shown(text);
    expect(told).toMatch(expected);
    expect(told).not.toMatch(/canary|AKIA|eyJ|pass"|MIIE|a1a1|sk-proj/);
  });

  it.each([
    ['// the old one was sk-proj-abcdefghijklmnop\n{}'],
    [`{ // "apikey": "${KEY}",\n}`],
    [`{ /* "apikey" : '${KEY}' */ }`],
    [`{ /* password=${KEY} */ }`],
    [`{ /* Authorization: Bearer ${KEY} */ }`],
    [`{ /* postgres://u:${KEY}@h/x */ }`],
    [`{"providers":{"p":{"apikey":"${KEY}"}}} // ${KEY} is ours`],
    [`{"providers":{"p":{"apikey":"${KEY}","description":"with ${KEY}99"}}}`],
  ])('no secret in a comment or beside it: %s', async (text) => {
    expect(await shown(text)).not.toMatch(/canary|sk-proj/);
  });

  it.each([
    '',
    '{}',
    '{"providers":{"p":{"apikey":""}}}',
    '{"providers":{"p":{"apikey":"${env:OPENAI_API_KEY}"}}}',
    '{"providers":{"p":{"apikey":"keyfile::${file:/run/secrets/google}"}}}',
    '{"providers":{"p":{"apikey":"${env:ID}${env:REST}"}}}',
    '{"providers":{"p":{"add_headers":["Authorization: Bearer ${env:X}","anthropic-beta: a,b"]}}}',
    '{"hooks":{"h":{"url":"https://h.example/x?key=${env:HOOK_KEY}"}}}',
    '{"hooks":{"h":{"url":"https://u:${env:PW}@h.example/x"}}}',
    '{"hooks":{"h":{"url":"https://h.example:8080/@scope/x"}}}',
    '{"identity":[{"type":"key","header":"x-key","keys":[{"login":"ci@example.com","tags":["tag:ci"]}]}]}',
    '{"identity":[{"type":"jwt","jwks_url":"https://idp.example/keys","issuer":"i","audience":["a"]}]}',
    '{"providers":{"p":{"baseurl":"https://api.openai.com","models":["gpt-5","o3"],"compatibility":{"openai_chat":true}}}}',
    '// the key: see the vault. Every token is counted.\n{ /* key: none */ "flags": {"connectors":{"value":"yes"}} }',
  ])('nothing else is changed: %s', async (text) => {
    expect(await shown(text)).toBe(text);
  });

  it('is nothing where the text cannot be read', async () => {
    expect(await showConfig(`{"providers":{"p":{"apikey":"${KEY}`)).toBeNull();
    expect(await showConfig('[]')).toBeNull();
  });
});

const CONFIG = `// ours
{
  "providers": {
    "openai": { "baseurl": "https://api.openai.com", "apikey": "${KEY}-openai" }, // "apikey": "${KEY}-old"
    "other": { "apikey": "${KEY}-other", "add_headers": ["X-Own: ${KEY}-own", "X-Too: ${KEY}-too"] },
  },
  "identity": [{ "type": "key", "keys": [{ "sha256": "${'0a'.repeat(32)}" }, { "sha256": "${'1b'.repeat(32)}" }] }],
}
`;

async function stage(text = CONFIG) {
  const told = (await showConfig(text))!;
  const reference = (place: string): string => new RegExp(`keyid:${place}:[0-9a-f-]+`).exec(told.text)![0];
  return { ...told, reference, back: (edited: string) => putBack(edited, told.secrets) };
}

describe('what is put back', () => {
  it('is the text as it was, to the byte', async () => {
    const { text, back } = await stage();
    expect(text).not.toContain('canary');
    expect(back(text)).toMatchObject({ text: CONFIG, problems: [] });
  });

  it('goes where it was, whatever was edited around it', async () => {
    const { text, back } = await stage();
    const edited = text
      .replace('// ours', '// theirs')
      .replace(
        '[{ "type": "key", "keys": [',
        '[{ "type": "loopback" }, { "type": "key", "keys": [{ "sha256": "new" }, ',
      )
      .replace('["X-Own', '["X-New: 1", "X-Own');
    const { text: whole } = back(edited);
    expect(whole).toContain('// theirs');
    expect(whole).toContain(`["X-New: 1", "X-Own: ${KEY}-own", "X-Too: ${KEY}-too"]`);
    expect(whole).toContain(`[{ "sha256": "new" }, { "sha256": "${'0a'.repeat(32)}" }, { "sha256": "1b1b`);
  });

  it('may be left out, or be written anew', async () => {
    const { text, back, reference } = await stage();
    const { text: whole } = back(text.replace(reference('p:openai'), 'sk-new'));
    expect(whole).toBe(CONFIG.replace(`${KEY}-openai`, 'sk-new'));
    expect(back('{}').text).toBe('{}');
  });

  it.each<[string, (text: string, of: (place: string) => string) => string, string, RegExp]>([
    [
      'of another provider',
      (text, of) => text.replace(of('p:other'), of('p:openai')),
      '5:27',
      /belongs elsewhere/,
    ],
    [
      'in another field',
      (text, of) => text.replace('https://api.openai.com', of('p:openai')),
      '4:29',
      /belongs elsewhere/,
    ],
    ['in a header of another name', (text) => text.replace('X-Own', 'X-Log'), '5:76', /belongs elsewhere/],
    [
      'in a provider that was renamed',
      (text) => text.replace('"openai"', '"open-ai"'),
      '4:66',
      /belongs elsewhere/,
    ],
    [
      'in a comment',
      (text, of) => text.replace('// ours', `// ${of('p:openai')}`),
      '1:4',
      /belongs elsewhere/,
    ],
    [
      'that was edited',
      (text, of) => text.replace(of('p:openai'), 'keyid:p:openai:00000000'),
      '4:65',
      /stands for no key/,
    ],
    [
      'with something behind it',
      (text, of) => text.replace(of('p:openai'), `${of('p:openai')}ff`),
      '4:65',
      /stands for no key/,
    ],
    [
      'of Aperture itself',
      (text, of) => text.replace(of('p:openai'), 'keyid:p:openai:sk-ant-a'),
      '4:65',
      /stands for no key/,
    ],
  ])('is nothing for a reference %s, which is told with its place', async (_what, edit, at, message) => {
    const { text, back, reference } = await stage();
    const { text: whole, problems } = back(edit(text, reference));
    expect(whole).toBeNull();
    expect(problems).toHaveLength(1);
    const [{ line, column, message: told }] = problems as [Problem];
    expect([`${line}:${column}`, told]).toEqual([at, expect.stringMatching(message)]);
    expect(JSON.stringify(problems)).not.toContain('canary');
  });

  it('moves problems to where they stand in what was written', async () => {
    const { text, back } = await stage();
    const put = back(text);
    const at = (whole: string, words: string) => {
      const before = whole.slice(0, whole.indexOf(words)).split('\n');
      return { line: before.length, column: before.at(-1)!.length + 1 };
    };
    for (const words of ['"providers"', '"X-Too', '"add_headers"', '}, { "sha256"', '// ours']) {
      const problem = { level: 'error' as const, message: '', path: [], ...at(put.text!, words) };
      expect(put.shown(problem)).toMatchObject(at(text, words));
    }
    const inside = { level: 'error' as const, message: '', path: [], ...at(put.text!, `${KEY}-too`) };
    expect(put.shown({ ...inside, column: inside.column + 5 })).toMatchObject(
      at(text, 'keyid:s:providers.other.add_headers.x-too'),
    );
    expect(put.shown({ level: 'error', message: '', path: [] })).toEqual({
      level: 'error',
      message: '',
      path: [],
    });
  });

  it('tells secrets of one place apart, however alike their fingerprints are', async () => {
    // Passwords have two digits each, so some of three hundred are alike.
    const keys = Array.from({ length: 300 }, (_, i) => `{ "sha256": "pw${i}" }`);
    const text = `{ "identity": [{ "type": "key", "keys": [${keys.join(', ')}] }] }`;
    const { text: told, back } = await stage(text);
    expect(told).toMatch(/keyid:s:identity\.keys\.sha256:[0-9a-f]{2}-2"/);
    expect(told).not.toContain('pw');
    expect(back(told).text).toBe(text);
  });
});

describe('any config', () => {
  const bits = fc.constantFrom(
    KEY,
    'sk-proj-abcdefghijklmnop',
    'keyid:p:p:ab',
    'keyid:',
    'keyid:s:',
    ':ff',
    '-2',
    'x',
    '\\u0041',
    '\\n',
    '@',
    '/',
    '?key=',
    '://',
    'Bearer ',
    '${env:X}',
    '$${',
    ' ',
    'X-A: ',
    'apikey',
    '=',
    "'",
    '\\"',
  );
  const raw = fc.array(bits, { maxLength: 6 }).map((parts) => parts.join(''));
  const key = fc.constantFrom(
    'providers',
    'p',
    'apikey',
    'add_headers',
    'hooks',
    'url',
    'models',
    'connectors',
    'servers',
    'auth',
    'flags',
    'identity',
    'type',
    'keys',
  );
  const comment = raw.map((text) => `/*${text.replaceAll('*/', '')}*/`);
  const { value } = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      raw.map((text) => `"${text}"`),
      fc.constantFrom('1', 'true', 'null', '"key"'),
      fc
        .tuple(fc.array(tie('value'), { maxLength: 3 }), comment)
        .map(([items, note]) => `[${note}${items.join(', ')}]`),
      fc
        .tuple(fc.array(fc.tuple(fc.oneof(key, raw), tie('value'), comment), { maxLength: 4 }))
        .map(
          ([fields]) => `{${fields.map(([name, field, note]) => `${note} "${name}": ${field}`).join(', ')}}`,
        ),
    ),
  }));
  const config = fc
    .tuple(fc.array(fc.tuple(fc.oneof(key, raw), value), { maxLength: 5 }), comment)
    .map(
      ([fields, note]) => `{\n${fields.map(([name, field]) => `"${name}": ${field}`).join(',\n')}\n} ${note}`,
    );

  it('comes back byte by byte, and tells no key on the way', async () => {
    let shownOnes = 0;
    await fc.assert(
      fc.asyncProperty(config, async (text) => {
        const told = await showConfig(text);
        if (!told) return;
        shownOnes += 1;
        expect(told.text).not.toMatch(/\bsk-proj-abc/);
        expect(putBack(told.text, told.secrets)).toMatchObject({ text, problems: [] });
        // Shown twice is shown alike: ETags go by it.
        expect((await showConfig(text))!.text).toBe(told.text);
      }),
      { numRuns: 2_000 },
    );
    expect(shownOnes).toBeGreaterThan(1_000);
  });
});

type Problem = ReturnType<typeof putBack>['problems'][number];
