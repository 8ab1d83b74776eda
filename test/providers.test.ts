/**
 * The provider pages: every config on them is loaded as it stands, and every row of its table is sent through the gateway,
 * as far as the provider's door.
 */
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '@aperturejs/core';
import { describe, expect, it } from 'vitest';
import { createGateway } from '../packages/core/src/gateway.ts';
import type { Transport } from '../packages/core/src/ports/transport.ts';
import { AS, CAP } from '../packages/core/src/testing/gateway.ts';
import { recorder } from '../packages/core/src/testing/recorder.ts';
import { bytesFrom } from '../packages/core/src/wire/byte-source.ts';

const folder = fileURLToPath(new URL('../docs/providers/', import.meta.url));
const pages = readdirSync(folder).filter((file) => file !== 'README.md');

const SERVICE_ACCOUNT = {
  type: 'service_account',
  project_id: 'made-project',
  private_key_id: 'made',
  private_key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }),
  client_email: 'gateway@made-project.iam.gserviceaccount.com',
  token_uri: 'https://oauth2.googleapis.com/token',
};

/** Credentials that have a form of their own; all others are opaque. */
const SHAPED: Readonly<Record<string, string>> = {
  VERTEX_SERVICE_ACCOUNT: Buffer.from(JSON.stringify(SERVICE_ACCOUNT)).toString('base64'),
  AWS_ACCESS_KEY_ID: 'AKIAMADEMADEMADEMADE',
  AWS_SECRET_ACCESS_KEY: 'made/MADE+made/MADE+made/MADE+made/MADE+',
};
const env = (name: string): string => SHAPED[name] ?? `value-of-${name}`;

/** What a client may have lying about, and what the gateway must keep from everybody but a passthrough provider. */
const OWN = 'Bearer own-credential';

interface Row {
  readonly method: string;
  readonly path: string;
  readonly model: string;
  readonly url: string;
  /** `name: value`, or nothing at all. */
  readonly header: string;
}

interface Section {
  readonly config: string;
  readonly rows: readonly Row[];
}

/** A table belongs to the config before it. */
function sectionsOf(page: string): Section[] {
  const parts = readFileSync(folder + page, 'utf8')
    .split(/```jsonc\n/)
    .slice(1);
  return parts.map((part) => {
    const [config = '', rest = ''] = part.split(/^```$/m, 2);
    const cells = rest
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.replaceAll('`', '').trim()));
    return {
      config,
      rows: cells.map(([, request = '', model = '', url = '', header = '']) => {
        const [method = '', path = ''] = request.split(' ');
        return { method, path, model, url, header };
      }),
    };
  });
}

/** Mints tokens as Google does, and keeps what goes anywhere else. */
function transportFor(sent: ReturnType<typeof recorder>): Transport {
  const token = recorder({
    body: bytesFrom(
      new TextEncoder().encode('{"access_token":"minted-token","expires_in":3600,"token_type":"Bearer"}'),
    ),
  });
  return {
    send: (request) => (request.origin === 'https://oauth2.googleapis.com' ? token : sent).send(request),
  };
}

describe.each(pages)('docs/providers/%s', (page) => {
  const sections = sectionsOf(page);

  it('shows configs and what they do', () => {
    expect(sections.length).toBeGreaterThan(0);
    for (const { rows } of sections) expect(rows.length).toBeGreaterThan(0);
  });

  it('shows configs without a flaw', () => {
    for (const { config } of sections) {
      const { problems } = loadConfig(config, { macros: { env } });
      const told = problems.map(({ message }) => message);
      // Grants are another page's, and a self-hosted model may have no key.
      expect(told.filter((message) => !/no grant|no grants|no apikey configured/.test(message))).toEqual([]);
    }
  });

  const rows = sections.flatMap(({ config, rows }) => rows.map((row) => [row, config] as const));
  it.each(rows)('%o', async ({ method, path, model, url, header }, config) => {
    const transport = recorder();
    const snippet = config.replace(
      '{',
      `{ "grants": [{ "src": ["*"], "app": { "${CAP}": [{ "role": "user" }, { "models": "**" }] } }],`,
    );
    const gateway = createGateway(snippet, { transport: transportFor(transport), macros: { env } });
    const request = new Request(`http://gateway${path}`, {
      method,
      headers: { authorization: OWN, 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
      body: method === 'GET' ? null : JSON.stringify(model ? { model } : {}),
    });
    const response = await gateway.fetch(request, AS('alice@example.com'));
    expect([response.status, await response.text()]).toEqual([200, '{"ok":true}']);

    expect(transport.sent).toHaveLength(1);
    const [reached] = transport.sent;
    expect(reached).toMatchObject({ method, url });
    const credentials = Object.entries(reached!.headers).filter(([name]) =>
      /^(?:authorization|.*api-key|cf-aig-authorization)$/.test(name),
    );
    const told = credentials.map(([name, value]) => `${name}: ${nameOf(value)}`);
    expect(told).toEqual(header ? [header] : []);
    // The model as the provider knows it: without the prefix that named the provider.
    if (model) expect(model.endsWith((JSON.parse(reached!.body) as { model: string }).model)).toBe(true);
  });
});

/** The value as the tables have it. */
function nameOf(value: string): string {
  if (value === OWN) return '<own>';
  if (value.startsWith('AWS4-HMAC-SHA256 ')) return '<signature>';
  return value.replace('minted-token', '<minted>').replace(/value-of-\w+/, '<key>');
}

it('docs/providers/README.md lists every page', () => {
  const listed = [...readFileSync(`${folder}README.md`, 'utf8').matchAll(/\]\(([\w-]+\.md)\)/g)];
  expect(new Set(listed.map(([, page]) => page))).toEqual(new Set(pages));
});
