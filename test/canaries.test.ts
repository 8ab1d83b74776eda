/**
 * Plants a secret of its own in every slot that may hold one, drives requests through every format, success and failure
 * alike, and looks for the secrets in everything that the gateway says (field.md D10). Extend it with each new slot and
 * each new place where something is written.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as otel from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashKey, type Gateway, type PageSource, type RecordStore } from '@aperturejs/core';
import { createSqliteStore } from '@aperturejs/store';
import { run } from '../packages/node/src/cli/run.ts';
import { zstd } from '../packages/node/src/decoding/testing/zstd.ts';
import { createLogger } from '../packages/node/src/logger.ts';
import { createNodeGateway } from '../packages/node/src/node-gateway.ts';
import { memoryAudit } from '../packages/core/src/testing/memory-audit.ts';
import { memoryHistory } from '../packages/core/src/testing/memory-history.ts';
import { configFile } from '../packages/node/src/config-file/config-file.ts';
import { recordingStore } from '../packages/core/src/testing/store.ts';
import { faces } from '../packages/node/src/testing/faces.ts';
import { startGoogleCloud, type GoogleCloud } from '../packages/node/src/testing/google-cloud.ts';
import { createServer } from '../packages/node/src/server/create-server.ts';
import {
  createOpenTelemetryListener,
  createPrometheusMetrics,
} from '../packages/node/src/telemetry/index.ts';
import { trySocket } from '../packages/node/src/testing/socket-client.ts';
import {
  sayNo,
  startSocketUpstream,
  type SocketUpstream,
} from '../packages/node/src/testing/socket-upstream.ts';
import { startUpstream, type Upstream } from '../packages/node/src/testing/upstream.ts';
import { frameworkFaces } from './framework-faces.ts';

const canary = (slot: string): string => `canary-${slot}-5f1d`;
/** Also one that was cut short. */
const CANARY = /canary-/;
/** A key in the path of a provider's URL. Admins see it in their config, and nobody sees it anywhere else. */
const PATH_KEY = 'k3y-in-a-path-5f1d';
const CAP = 'tailscale.com/cap/aperture';

/** Every way for a client to send something secret. */
const CLIENT_SECRETS = {
  authorization: `Bearer ${canary('authorization')}`,
  'x-api-key': canary('x-api-key'),
  'x-goog-api-key': canary('x-goog-api-key'),
  'api-key': canary('api-key'),
  'cf-aig-authorization': canary('cf-aig'),
  'proxy-authorization': `Basic ${canary('proxy')}`,
  cookie: `session=${canary('cookie')}`,
  'x-codex-turn-metadata': `{"remote":"https://u:${canary('turn-metadata')}@example.com"}`,
  'x-codex-turn-state': canary('turn-state'),
  'x-amz-security-token': canary('amz'),
  'x-amz-content-sha256': canary('amz-hash'),
};

/** Those that no identity source takes for a wrong credential. */
const LISTENER_SECRETS = { authorization: CLIENT_SECRETS.authorization, cookie: CLIENT_SECRETS.cookie };

const CALLS: readonly (readonly [path: string, model: string | null])[] = [
  ['/codex/responses', 'codex'],
  ['/v1/responses', 'gpt'],
  ['/v1/chat/completions', 'gpt'],
  ['/v1/messages?beta=true', 'claude'],
  [`/v1beta/models/gemini:generateContent?key=${canary('query')}`, null],
  ['/v1/projects/p/locations/l/publishers/google/models/vertex:generateContent', null],
  [`/v1beta/models/own:generateContent?key=${canary('moved')}`, null],
  [`/v1beta/models/own:streamGenerateContent?alt=sse&$key=${canary('moved-too')}`, null],
  ...['keyfile', 'denied', 'nowhere', 'misfiled'].map(
    (model) =>
      [`/v1/projects/p/locations/l/publishers/google/models/${model}:generateContent`, null] as const,
  ),
  [`/bedrock/model/signed/invoke?X-Amz-Signature=${canary('presigned')}`, null],
  ['/bedrock/model/missigned/invoke', null],
  ['/v1/projects/p/locations/l/publishers/anthropic/models/raw:rawPredict', null],
  ['/v1internal:streamGenerateContent?alt=sse', 'assist'],
  ['/v1internal:loadCodeAssist', null],
  ['/bedrock/model/bedrock/invoke', null],
  ['/bedrock/model/bedrock/converse', null],
];

/** Headers that calls are found by; somebody may name any. */
const FILTERABLE = [...Object.keys(CLIENT_SECRETS), 'x-aperture-key'].map((name) => ({ name }));

/** Lists of models, in the form of each client, and questions about one. */
const LISTS: readonly (readonly [path: string, headers: Record<string, string>])[] = [
  ['/v1/models', { 'anthropic-version': '2023-06-01' }],
  ['/v1/models/gpt', { 'anthropic-version': '2023-06-01' }],
  [`/v1beta/models?key=${canary('query')}`, {}],
  [`/v1beta/models?pageToken=gone&key=${canary('query')}`, {}],
  ['/v1beta/models/nope', {}],
  ['/aperture/records', {}],
  [`/aperture/records?q=${encodeURIComponent(canary('query'))}&cursor=x`, {}],
  ['/aperture/usage?by=user', {}],
  ['/aperture/config', {}],
  ['/aperture/config/versions', {}],
  ['/api/config', {}],
  ['/aperture/records?format=csv', {}],
  [`/aperture/records?key=${canary('query')}&limit=x`, {}],
  [`/aperture/usage?access_token=${canary('query')}`, {}],
  [`/aperture/records/01a20cd8-0000-7000-8000-000000000001?token=${canary('query')}`, {}],
  [`/aperture/records/${canary('id')}`, {}],
  ['/aperture/me', {}],
  ['/aperture/health', {}],
  ['/aperture/openapi.json', {}],
  [`/aperture/live?key=${canary('query')}`, {}],
  [`/aperture/me?token=${canary('query')}`, {}],
  // A look that the audit log keeps, with what somebody typed where a login belongs.
  [`/aperture/records?user=${encodeURIComponent(`Bearer ${canary('look')}`)}`, {}],
  [`/aperture/usage?q=${canary('query')}`, {}],
  ['/aperture/sessions', {}],
  ['/aperture/sessions?format=csv', {}],
  [`/aperture/sessions?q=${canary('query')}&limit=x`, {}],
  [`/aperture/sessions?key=${canary('query')}`, {}],
  ['/api/providers', {}],
  ['/aperture/pricing', {}],
  [`/aperture/pricing?key=${canary('query')}`, {}],
  ['/aperture/tools?by=tool,user', {}],
  [`/aperture/tools?key=${canary('query')}`, {}],
  ['/aperture/audit', {}],
  ['/aperture/audit?format=jsonl', {}],
  [`/aperture/audit?q=${canary('query')}&key=${canary('query')}`, {}],
  ['/metrics', {}],
  [`/metrics?key=${canary('query')}`, {}],
  ['/ui/', {}],
  [`/ui/logs?key=${canary('query')}`, { accept: 'text/html' }],
  [`/ui/assets/${canary('file')}.js`, {}],
  // The page of a refusal.
  [`/ui/?key=${canary('query')}`, { origin: `https://${canary('origin')}` }],
  [`/ui/`, { 'x-aperture-key': canary('wrong-gateway-key') }],
];
/** Stands for the files of the dashboard, whether they are built or not. */
const PAGES: PageSource = {
  find: async (path) =>
    path === 'index.html'
      ? {
          contentType: 'text/html; charset=utf-8',
          body: Buffer.from('<!doctype html><base href="./" /><title>made up</title>'),
          tag: 'made-up',
          immutable: false,
        }
      : null,
};

/** Every span that was ended. */
const spans = new InMemorySpanExporter();

let upstream: Upstream;
/** Gives out tokens. */
let google: GoogleCloud;
/** Refuses them, and repeats in its answer what it was sent. */
let denying: GoogleCloud;
/** Breaks off. */
let silent: GoogleCloud;
let config: Record<string, unknown>;

beforeAll(async () => {
  otel.trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }),
  );
  upstream = await startUpstream();
  [google, denying, silent] = await Promise.all([startGoogleCloud(), startGoogleCloud(), startGoogleCloud()]);
  denying.state = 'denies';
  silent.state = 'down';
  const provider = (id: string, compatibility: string, more: object = {}): object => ({
    baseurl: `${upstream.origin}/${PATH_KEY}/${id}`,
    apikey: canary(`apikey-${id}`),
    models: [id],
    compatibility: { [compatibility]: true },
    add_headers: [`X-Extra: ${canary('add-header')}`],
    ...more,
  });
  config = {
    identity: [
      { type: 'key', keys: [{ sha256: await hashKey(canary('gateway-key')), login: 'ci@example.com' }] },
      { type: 'loopback' },
    ],
    grants: [
      {
        src: ['*'],
        app: {
          [CAP]: [
            { role: 'admin', read_pricing: true, read_metrics: true },
            { models: '**', add_headers: [`X-Grant: ${canary('grant-header')}`] },
          ],
        },
      },
    ],
    providers: {
      codex: provider('codex', 'openai_responses', { auth_mode: 'passthrough' }),
      gpt: provider('gpt', 'openai_responses', {
        compatibility: { openai_chat: true, openai_responses: true },
      }),
      claude: provider('claude', 'anthropic_messages', { authorization: 'x-api-key' }),
      gemini: provider('gemini', 'gemini_generate_content', { authorization: 'x-goog-api-key' }),
      vertex: provider('vertex', 'google_generate_content'),
      raw: provider('raw', 'google_raw_predict'),
      assist: provider('assist', 'google_code_assist', { auth_mode: 'passthrough' }),
      bedrock: provider('bedrock', 'bedrock_converse', {
        compatibility: { bedrock_converse: true, bedrock_model_invoke: true },
      }),
      // A key that no header can carry: the runtime's own error would quote it.
      broken: provider('broken', 'openai_chat', { apikey: `${canary('unsendable')}\u2028` }),
      own: provider('own', 'gemini_generate_content', { auth_mode: 'passthrough' }),
      keyfile: provider('keyfile', 'google_generate_content', { apikey: google.keyfile }),
      denied: provider('denied', 'google_generate_content', { apikey: denying.keyfile }),
      nowhere: provider('nowhere', 'google_generate_content', { apikey: silent.keyfile }),
      misfiled: provider('misfiled', 'google_generate_content', { apikey: `keyfile::${canary('keyfile')}` }),
      signed: provider('signed', 'bedrock_model_invoke', {
        authorization: 'aws-sigv4',
        aws_region: 'us-east-1',
        apikey: `AKIAIOSFODNN7EXAMPLE:${canary('aws-secret')}:${canary('aws-session')}`,
      }),
      missigned: provider('missigned', 'bedrock_model_invoke', {
        authorization: 'aws-sigv4',
        apikey: `AKIAIOSFODNN7EXAMPLE:${canary('aws-secret')}`,
      }),
    },
  };
});
afterAll(() => otel.trace.disable());
afterAll(() => Promise.all([upstream, google, denying, silent].map((server) => server.close())));

/** True for what holds a secret: a canary, what a service account signs with and gets for it, or a key of a path. */
const tells = (text: string): boolean =>
  CANARY.test(text) || google.secrets.test(text) || withoutBaseurls(text).includes(PATH_KEY);

/** A text without the URLs that a config in it gives to providers. */
function withoutBaseurls(text: string): string {
  return text.replaceAll(/"baseurl\\*": ?\\*"[^"\\]*/g, '');
}

it.each([...faces, ...frameworkFaces])('no secret is told on $name', async (face) => {
  const log: string[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'aperture-canaries-'));
  const { store: list, entries } = recordingStore();
  const file = createSqliteStore(join(folder, 'aperture.db'));
  const store: RecordStore = {
    ...file,
    add(entry) {
      list.add(entry);
      file.add(entry);
    },
  };
  const metrics = createPrometheusMetrics({ process: false, store });
  spans.reset();
  const gateway: Gateway = createNodeGateway(
    { ...config, database: { captures: 'full', headers: { filterable: FILTERABLE } } },
    {
      logger: createLogger((line) => log.push(line), 'debug'),
      store,
      pages: PAGES,
      metrics,
      listeners: [metrics, createOpenTelemetryListener(otel)],
    },
  );
  // The page of a host application may tell what it likes: here all is the gateway's.
  const running = await face.start(
    { fetch: gateway.fetch, owns: () => true },
    {
      onError: (error) => log.push(String(error instanceof Error ? error.stack : error)),
    },
  );
  const said: string[] = [];
  const ask = async (
    path: string,
    body: string | Uint8Array,
    headers: Record<string, string>,
  ): Promise<void> => {
    const list = Object.entries({ 'content-type': 'application/json', ...headers }).flat();
    const answer = await running.client.fetch({ method: 'POST', path, headers: list, body });
    said.push(`${answer.status} ${answer.headers.join(' ')} ${answer.text}`);
  };
  const live = await running.client.open({
    path: '/aperture/live',
    headers: Object.entries(LISTENER_SECRETS).flat(),
  });
  const hearing = (async () => {
    for await (const chunk of live.body) said.push(Buffer.from(chunk).toString());
  })().catch(() => {});
  const answers: Upstream['answer'][] = [
    upstream.answer,
    (_req, res) => void res.writeHead(401).end('{"error":{"message":"bad key"}}'),
    (req) => void req.socket.destroy(),
  ];
  try {
    for (const answer of answers) {
      upstream.answer = answer;
      for (const [path, model] of [...CALLS, ['/v1/chat/completions', 'broken'] as const]) {
        const body = {
          model: model ?? undefined,
          client_metadata: { 'x-codex-turn-metadata': canary('metadata') },
        };
        await ask(path, JSON.stringify(body), CLIENT_SECRETS);
        await ask(path, JSON.stringify(body), { 'x-aperture-key': canary('gateway-key') });
        await ask(path, JSON.stringify(body), {
          ...CLIENT_SECRETS,
          'x-aperture-key': canary('wrong-gateway-key'),
        });
        await ask(path, `${JSON.stringify({ ...body, model: 'nope' })}${canary('trailing')}`, CLIENT_SECRETS);
        await ask(path.replace('/v1', '/v0'), JSON.stringify(body), CLIENT_SECRETS);
        const packed = gzipSync(JSON.stringify(body));
        await ask(path, packed, { ...CLIENT_SECRETS, 'content-encoding': 'gzip' });
        const packedToo = zstd(Buffer.from(JSON.stringify(body)));
        await ask(path, packedToo, { ...CLIENT_SECRETS, 'content-encoding': 'zstd' });
        await ask(path, packed.subarray(0, -9), { ...CLIENT_SECRETS, 'content-encoding': 'gzip' });
        await ask(path, JSON.stringify(body), { ...CLIENT_SECRETS, 'content-encoding': 'br' });
        await ask(path, packed, { ...CLIENT_SECRETS, 'content-encoding': 'exotic' });
      }
      await ask(`/codex/responses?token=${canary('query-token')}`, '{}', {
        ...CLIENT_SECRETS,
        origin: `https://${canary('origin')}`,
      });
    }
    await store.flush();
    for (const [path, headers] of LISTS) {
      for (const more of [{}, CLIENT_SECRETS]) {
        const { client } = running;
        const all: Record<string, string> = { ...more, ...headers };
        const answer = await client.fetch({ path, headers: Object.entries(all).flat() });
        said.push(`${answer.status} ${answer.headers.join(' ')} ${answer.text}`);
      }
    }
    for (const [path, model] of CALLS) {
      // With a key in the query alone, too.
      for (const headers of [CLIENT_SECRETS, {}]) {
        const told = await gateway.explain({ as: 'a', path, ...(model && { model }), headers });
        said.push(JSON.stringify(told));
        for (const websocket of [true, false]) {
          const question = { as: 'a', path, ...(model && { model }), headers, websocket };
          await ask('/aperture/explain', JSON.stringify(question), CLIENT_SECRETS);
        }
      }
    }
    await ask('/aperture/explain', `{"kye":"${canary('key')}"}`, CLIENT_SECRETS);
    await ask('/aperture/explain', `{"path":"/${canary('no-json')}`, CLIENT_SECRETS);
    live.leave();
    await hearing;
    expect(said.filter((text) => text.startsWith('event: record')).length).toBeGreaterThan(100);
  } finally {
    upstream.reset();
    await running.close();
    await gateway.close();
    await store.close();
  }
  // All that is written but captures, which are compressed and looked at below.
  const written = await readFile(join(folder, 'aperture.db'), 'latin1');
  await rm(folder, { recursive: true });
  expect(written).toContain('records.viewed');
  expect(CANARY.exec(written)).toBe(null);
  expect(google.secrets.exec(written)).toBe(null);
  expect(said.length).toBeGreaterThan(100);
  expect(said.filter(tells)).toEqual([]);
  expect(log.filter(tells)).toEqual([]);
  expect(said.some((line) => line.startsWith('200 '))).toBe(true);
  // Figures, the dashboard, and the page of a refusal were among it.
  for (const part of ['\naperture_requests_total{', '<title>made up', '<h1>You came from another site'])
    expect(said.filter((text) => text.includes(part)).length, part).toBeGreaterThan(0);
  const traced = spans
    .getFinishedSpans()
    .map(({ name, attributes, status, events, links }) =>
      JSON.stringify({ name, attributes, status, events, links }),
    );
  expect(traced.length).toBeGreaterThan(100);
  expect(traced.filter(tells)).toEqual([]);
  // What a user writes into a body without a form, and the origin of a page, are no secrets: records are for them.
  const kept = entries.map((entry) =>
    JSON.stringify(entry).replaceAll(new RegExp(`${canary('trailing')}|${canary('origin')}`, 'g'), ''),
  );
  expect(kept.length).toBeGreaterThan(100);
  expect(kept.filter(tells)).toEqual([]);
  expect(kept.filter((text) => text.includes('[redacted]')).length).toBeGreaterThan(100);
  // What was compressed was looked into.
  for (const coding of ['gzip', 'zstd']) {
    const unpacked = entries.flatMap(({ capture }) =>
      capture?.request.headers.includes(coding) ? (capture.request.body ?? []) : [],
    );
    expect(unpacked.filter((text) => text.includes('"x-codex-turn-metadata":"[redacted]"'))).not.toEqual([]);
  }
  // The secrets were there to be told.
  for (const told of [kept, said]) expect(told.join()).toContain(`${upstream.origin}/…/gpt/v1/responses`);
  expect(google.tokens.length).toBeGreaterThan(0);
  expect(denying.refused.length).toBeGreaterThan(0);
  expect(log.join()).toContain(`no new token for the service account gateway@made-project`);
});

/** A config with a secret in every place that may have one, and in some that may not. */
const EDITED = (): string => `// the old key was "apikey": "${canary('comment')}"
{
  // token=${canary('comment-token-1')}
  "identity": [
    { "type": "key", "keys": [{ "sha256": "${'c0'.repeat(32)}", "login": "ci@example.com" }] },
    { "type": "tailscale", "address": "127.0.0.1:1", "password": "${canary('daemon')}" },
    { "type": "loopback" },
  ],
  "grants": [
    { "src": ["*"], "app": { "${CAP}": [{ "role": "admin" }, { "models": "**", "add_headers": ["X-Grant: ${canary('grant')}"] }] } },
  ],
  "providers": {
    "p": { "baseurl": "http://127.0.0.1:1", "apikey": "${canary('apikey')}", "models": ["m"], "add_headers": ["X-Own: ${canary('header')}"] },
    "aws": { "baseurl": "https://bedrock-runtime.us-east-1.amazonaws.com", "authorization": "aws-sigv4", "apikey": "AKIAIOSFODNN7EXAMPLE:${canary('aws')}", "models": ["b"], "compatibility": { "bedrock_converse": true } },
  },
  "hooks": { "h": { "url": "https://u:${canary('hook-url')}@hooks.example/x?key=${canary('hook-query')}", "apikey": "${canary('hook')}" } },
  "exporters": { "s3": { "access_key_id": "AKIAIOSFODNN7EXAMPLE", "access_secret": "${canary('s3')}" } },
  "connectors": { "servers": { "c": { "url": "https://c.example", "auth": { "type": "oauth2_dcr", "client_secret": "${canary('oauth')}" }, "env": { "PAT": "${canary('env')}" } } } },
}
`;
/** A canary, the hash of a key, or the id of an AWS key. */
const TOLD = /canary-|c0c0|AKIA/;

it('no secret is told of a config that is looked at, saved, refused, compared and restored', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aperture-secrets-'));
  const file = join(folder, 'aperture.hujson');
  const log: string[] = [];
  const [history, audit] = [memoryHistory(), memoryAudit()];
  await writeFile(file, EDITED());
  const server = createServer(configFile(file), {
    port: 0,
    audit,
    store: { ...recordingStore().store, configs: history },
    logger: createLogger((line) => log.push(line), 'debug'),
  });
  const { url } = await server.listen();
  const said: string[] = [];
  const ask = async (
    path: string,
    init: RequestInit = {},
  ): Promise<{ body: string; etag: string; status: number }> => {
    const answer = await fetch(`${url}${path}`, init);
    const body = await answer.text();
    said.push(`${path} ${answer.status} ${JSON.stringify([...answer.headers])} ${body}`);
    return { body, etag: answer.headers.get('etag') ?? '', status: answer.status };
  };
  const send = (path: string, method: string, body: object, etag = '') =>
    ask(path, {
      method,
      headers: { 'content-type': 'application/json', 'if-match': etag },
      body: JSON.stringify(body),
    });
  try {
    const { body, etag } = await ask('/aperture/config');
    const { config } = JSON.parse(body) as { config: string };
    const first = await send(
      '/aperture/config',
      'PUT',
      { config: config.replace('"models": ["m"]', '"models": ["m", "n"]') },
      etag,
    );
    expect(first.status).toBe(200);
    const reference = /keyid:p:p:\w+/.exec(config)![0];
    const wrong = [
      config.replace('"h": {', '"odd": {'),
      config.replace(reference, 'keyid:p:p:00'),
      config.replace('"exporters"', '"exporter"'),
      config.replace(reference, `${canary('new')}\u2028`),
      config.replace(reference, canary('broken-off')).slice(0, -9),
      config.replace(`"${reference}"`, `{ "a": "${canary('new')}" }`),
      config.replace('"role": "admin"', '"role": "user"'),
    ];
    for (const text of wrong) {
      await send('/aperture/config:validate', 'POST', { config: text });
      expect((await send('/aperture/config', 'PUT', { config: text }, first.etag)).status).toBe(422);
    }
    // By hand: with a key of another, without a comma, and whole again.
    for (const text of [
      EDITED().replace(canary('apikey'), canary('another')),
      EDITED().replace('"hooks"', 'hooks'),
      EDITED(),
    ]) {
      await writeFile(file, text);
      await ask('/aperture/config');
      await ask('/aperture/health');
    }
    const { versions } = JSON.parse((await ask('/aperture/config/versions')).body) as {
      versions: { id: string }[];
    };
    expect(versions.length).toBeGreaterThan(3);
    for (const { id } of versions) await ask(`/aperture/config/versions/${id}?against=current`);
    const now = await ask('/aperture/config');
    for (const { id } of versions)
      await send(`/aperture/config/versions/${id}:restore`, 'POST', {}, now.etag);
    await ask('/api/config');
    await ask('/aperture/audit');
  } finally {
    await server.close({ drain: 0 });
    await rm(folder, { recursive: true });
  }
  expect(said.length).toBeGreaterThan(25);
  const { versions } = await history.list({ source: file, limit: 100 });
  const { events } = await audit.find({ limit: 100 });
  const kept = [...versions, ...events].map((one) => JSON.stringify(one));
  expect(kept.length).toBeGreaterThan(6);
  expect([...said, ...log, ...kept].filter((text) => TOLD.test(text))).toEqual([]);
});

it('no secret is told over WebSockets', async () => {
  const log: string[] = [];
  const provider = await startSocketUpstream();
  const baseurl = `${provider.origin}/${PATH_KEY}`;
  const relayed = { baseurl, websockets: true, compatibility: { openai_responses: true } };
  const server = createServer(
    {
      ...config,
      providers: {
        codex: { ...relayed, auth_mode: 'passthrough', models: ['codex'] },
        gpt: { ...relayed, apikey: canary('apikey-gpt'), models: ['gpt'] },
        closed: {
          ...relayed,
          baseurl: 'http://127.0.0.1:1',
          apikey: canary('apikey-closed'),
          models: ['closed'],
        },
        broken: { ...relayed, apikey: `${canary('unsendable')}\u2028`, models: ['broken'] },
      },
    },
    { port: 0, logger: createLogger((line) => log.push(line), 'debug') },
  );
  const { port } = await server.listen();
  const said: string[] = [];
  const secret = canary('message');
  const ask = async (path: string, headers: Record<string, string>): Promise<void> => {
    const protocols = ['realtime', `openai-insecure-api-key.${canary('protocol')}`];
    const outcome = await trySocket(port, { path, headers, protocols }).catch((error: Error) => error);
    if (outcome instanceof Error || 'status' in outcome) {
      said.push(outcome instanceof Error ? outcome.message : JSON.stringify(outcome));
      return;
    }
    said.push(`101 ${outcome.socket.protocol} ${JSON.stringify(outcome.headers)}`);
    const create = {
      type: 'response.create',
      input: secret,
      client_metadata: { 'x-codex-turn-metadata': secret },
    };
    outcome.send(`not JSON ${secret}`);
    outcome.send({ ...create, model: 'nope' });
    outcome.send(create);
    outcome.send(`{"type":"${secret}","type":"response.create"}`);
    // Realtime's messages are not read; of the others each of the four is refused.
    for (let i = 0; i < 4 && !path.includes('realtime'); i += 1) said.push((await outcome.next()).text);
    for (const model of ['gpt', 'closed']) outcome.send({ ...create, model });
    outcome.socket.close(1000, secret);
    const { code } = await outcome.ended;
    said.push(`closed with ${code}`, ...outcome.heard.map(({ text }) => text));
  };
  const answers: SocketUpstream['answer'][] = [
    provider.answer,
    (_req, socket) => sayNo(socket, 401, '{"error":{"message":"bad key"}}'),
    (_req, socket) => sayNo(socket, 403),
    (_req, socket) => void socket.destroy(),
    (_req, socket) => void socket.end('HTTP/1.1 101 X\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'),
  ];
  try {
    for (const answer of answers) {
      provider.answer = answer;
      for (const path of [
        '/codex/responses',
        `/gpt/responses?token=${canary('query-token')}&key=${canary('query')}`,
        '/codex/v1/responses?model=codex',
        '/v1/responses?model=closed',
        '/v1/responses?model=broken',
        '/v1/realtime?model=gpt',
        '/v1/realtime?model=codex/codex',
        '/v0/responses',
      ]) {
        await ask(path, CLIENT_SECRETS);
        await ask(path, { 'x-aperture-key': canary('gateway-key') });
        await ask(path, { ...CLIENT_SECRETS, 'x-aperture-key': canary('wrong-gateway-key') });
        await ask(path, { ...CLIENT_SECRETS, origin: `https://${canary('origin')}` });
      }
    }
  } finally {
    await server.close({ drain: 0 });
    await provider.close();
  }
  // Each provider got its own credential, and none that was meant for another or for the gateway.
  const reached = provider.handshakes.map(({ headers }) => headers.join('\n'));
  expect(reached.some((text) => text.includes(canary('apikey-gpt')))).toBe(true);
  expect(reached.filter((text) => /canary-(?:gateway-key|wrong|cookie|proxy-)/.test(text))).toEqual([]);
  const override = reached.filter((text) => text.includes(canary('apikey-gpt')));
  expect(override.filter((text) => /canary-(?:authorization|x-api|x-goog|protocol|amz)/.test(text))).toEqual(
    [],
  );
  expect(said.length).toBeGreaterThan(100);
  expect(said.filter(tells)).toEqual([]);
  expect(log.filter(tells)).toEqual([]);
  for (const start of [
    '101 realtime',
    '{"status":426',
    '{"status":401',
    '{"status":403',
    '{"type":"error"',
  ]) {
    expect(
      said.some((line) => line.startsWith(start)),
      start,
    ).toBe(true);
  }
});

it('no secret is told by the commands and by what is wrong with a config', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aperture-'));
  const said: string[] = [];
  const io = {
    out: (text: string) => void said.push(text),
    err: (text: string) => void said.push(text),
    onSignal() {},
    exit() {},
  };
  const wrong = wrongConfig();
  try {
    for (const [name, value] of Object.entries({ good: config, wrong })) {
      const file = join(folder, `${name}.hujson`);
      await writeFile(file, JSON.stringify(value, null, 2));
      await run(['check', file], io);
      await run(['check', file, '--strict'], io);
      const headers = Object.entries(CLIENT_SECRETS).flatMap(([header, text]) => [
        '--header',
        `${header}: ${text}`,
      ]);
      await run(
        [
          'explain',
          '--config',
          file,
          '--as',
          'a',
          '--path',
          '/codex/responses',
          '--model',
          'codex',
          ...headers,
        ],
        io,
      );
      await run(
        ['explain', '--config', file, '--as', 'a', '--path', '/v1/responses', '--model', 'gpt', '--json'],
        io,
      );
    }
    const unparsable = join(folder, 'unparsable.hujson');
    await writeFile(unparsable, `{ "providers": { "a": { "apikey": "${canary('unparsable')}" "x" } } }`);
    await run(['check', unparsable], io);
  } finally {
    await rm(folder, { recursive: true });
  }
  expect(said.length).toBeGreaterThan(5);
  expect(said.filter(tells)).toEqual([]);
});

it('no secret is told of a config that is not in force', async () => {
  const log: string[] = [];
  let text = JSON.stringify(config);
  const gateway = createNodeGateway(
    { name: 'aperture.hujson', read: async () => text },
    { logger: createLogger((line) => log.push(line), 'debug') },
  );
  await gateway.ready;
  const said: string[] = [];
  const unparsable = `{ "providers": { "a": { "apikey": "${canary('unparsable')}" "x" } } }`;
  for (const next of [JSON.stringify(wrongConfig(), null, 2), unparsable]) {
    text = next;
    await gateway.reload().catch((error: Error) => said.push(error.message));
    const request = new Request('http://localhost/aperture/health');
    const answer = await gateway.fetch(request, { remoteAddress: '127.0.0.1' });
    said.push(await answer.text());
    expect(said.at(-1)).toContain('"problems":[{');
  }
  await gateway.close();
  expect(said).toHaveLength(4);
  expect([...said, ...log].filter(tells)).toEqual([]);
});

/** The config with mistakes of every kind, and secrets next to them. */
function wrongConfig(): Record<string, unknown> {
  return {
    ...config,
    apikey: canary('stray'),
    providers: {
      ...(config['providers'] as object),
      a: {
        baseurl: `https://user:${canary('url-password')}@x.example/?key=${canary('url-query')}`,
        apikey: [canary('list')],
        models: ['a'],
      },
      b: {
        baseurl: 'https://x.example',
        apikey: canary('b'),
        models: ['b'],
      },
      c: { baseurl: 'https://x.example', apikey: `\${env:NOT_SET}${canary('macro')}`, models: ['c'] },
      ...Object.fromEntries(brokenKeys().map((key, i) => [`broken-${i}`, { ...SOMEWHERE, ...key }])),
    },
  };
}

const SOMEWHERE = { baseurl: 'https://bedrock.example', models: ['x'] };

/** Keys with a fault each, and with their secrets in plain sight. */
function brokenKeys(): object[] {
  const file = {
    type: 'service_account',
    client_email: `${canary('email')}@x.example`,
    private_key: `-----BEGIN PRIVATE KEY-----\n${canary('private')}\n-----END PRIVATE KEY-----`,
    token_uri: `https://u:${canary('token-uri')}@x.example`,
  };
  const files = [file, { ...file, private_key: '' }, { ...file, type: canary('type') }, [canary('list')]];
  return [
    `keyfile::${JSON.stringify(file).slice(0, -1)}`,
    ...files.map((content) => `keyfile::${JSON.stringify(content)}`),
    ...files.map((content) => `keyfile::${btoa(JSON.stringify(content))}`),
  ]
    .map((apikey): object => ({ apikey }))
    .concat(
      { apikey: canary('no-pair'), authorization: 'aws-sigv4' },
      { apikey: `AKIAIOSFODNN7EXAMPLE:${canary('no-region')}`, authorization: 'aws-sigv4' },
      { apikey: `A:${canary('region')}`, authorization: 'aws-sigv4', aws_region: `${canary('Region')}!` },
      { apikey: canary('bad-way'), authorization: `aws-sigv4 ${canary('authorization')}` },
    );
}
