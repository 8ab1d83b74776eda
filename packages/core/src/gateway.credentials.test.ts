/** Credentials that are made when the call is made: who waits, who is refused, what goes where. */
import { describe, expect, it } from 'vitest';
import { createGateway, type Gateway } from './gateway.ts';
import type { Transport, UpstreamRequest } from './ports/transport.ts';
import { awsRefusal } from './testing/aws.ts';
import { ALICE, CAP, post } from './testing/gateway.ts';
import { recorder, type Recorder } from './testing/recorder.ts';
import { keyfileOf } from './testing/service-account.ts';
import { TOKEN, tokenEndpoint, type TokenEndpoint } from './testing/token-endpoint.ts';
import { collectBytes } from './wire/byte-source.ts';

const TOKEN_ORIGIN = 'https://oauth2.example.com';
const VERTEX =
  '/v1/projects/_aperture_auto_vertex_project_id_/locations/_aperture_auto_vertex_region_/publishers/google/models/g:generateContent';

const config = (providers: object): Record<string, unknown> => ({
  grants: [{ src: ['*'], app: { [CAP]: [{ role: 'user' }, { models: '**' }] } }],
  providers,
});
const vertex = (fields: object = {}): object => ({
  baseurl: 'https://us-east5-aiplatform.googleapis.com',
  apikey: keyfileOf(),
  models: ['g'],
  compatibility: { google_generate_content: true },
  ...fields,
});

interface Stage {
  readonly gateway: Gateway;
  readonly provider: Recorder;
  readonly endpoint: TokenEndpoint;
  ask(path?: string, headers?: Record<string, string>): Promise<Response>;
}

function stage(providers: object, provider = recorder()): Stage {
  const endpoint = tokenEndpoint();
  const transport: Transport = {
    send: (request) => (request.origin === TOKEN_ORIGIN ? endpoint : provider).send(request),
  };
  const gateway = createGateway(config(providers), { transport });
  const ask = (path = VERTEX, headers: Record<string, string> = {}): Promise<Response> =>
    gateway.fetch(post(path, { contents: [] }, headers), ALICE);
  return { gateway, provider, endpoint, ask };
}

it.each([
  ['bearer', 'authorization', 'Bearer the-key'],
  ['x-api-key', 'x-api-key', 'the-key'],
  ['x-goog-api-key', 'x-goog-api-key', 'the-key'],
  ['api-key', 'api-key', 'the-key'],
  ['hec', 'authorization', 'Splunk the-key'],
  ['cf-aig-authorization', 'cf-aig-authorization', 'Bearer the-key'],
])('a key goes as %s, in the place of whatever the client sent', async (authorization, name, value) => {
  const { provider, ask } = stage({ p: vertex({ apikey: 'the-key', authorization }) });
  const names = ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key', 'cf-aig-authorization'];
  const path = VERTEX.replace('_aperture_auto_vertex_project_id_', 'p');
  await ask(`${path}?api-version=1&api-key=mine`, Object.fromEntries(names.map((own) => [own, 'mine'])));
  const [sent] = provider.sent;
  expect(sent?.url).toMatch(/\?api-version=1$/);
  expect(names.filter((own) => sent?.headers[own] !== undefined)).toEqual([name]);
  expect(sent?.headers[name]).toBe(value);
});

describe('a service account', () => {
  it("pays with its token, in its project and its host's region, and with nothing of the client's", async () => {
    const { provider, endpoint, ask } = stage({ vertex: vertex() });
    endpoint.answer(TOKEN('ya29.one'));
    const headers = { authorization: 'Bearer mine', 'x-goog-api-key': 'mine', 'x-goog-user-project': 'mine' };
    expect((await ask(`${VERTEX}?alt=json&key=mine`, headers)).status).toBe(200);
    expect((await ask()).status).toBe(200);
    expect(provider.sent[0]?.url).toBe(
      'https://us-east5-aiplatform.googleapis.com/v1/projects/my-project/locations/us-east5/publishers/google/models/g:generateContent?alt=json',
    );
    for (const sent of provider.sent) {
      expect(sent.headers['authorization']).toBe('Bearer ya29.one');
      expect(JSON.stringify(sent)).not.toContain('mine');
    }
    expect(endpoint.asked).toHaveLength(1);
  });

  it('is the fallback of those who bring no credential of their own', async () => {
    const { provider, endpoint, ask } = stage({ vertex: vertex({ auth_mode: 'passthrough' }) });
    await ask(VERTEX, { authorization: 'Bearer mine' });
    expect(endpoint.asked).toEqual([]);
    endpoint.answer(TOKEN('ya29.one'));
    await ask();
    expect(provider.sent.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer mine',
      'Bearer ya29.one',
    ]);
  });

  it('gets a new token after the provider has refused one, and the client its refusal', async () => {
    const { provider, endpoint, ask } = stage({ vertex: vertex() }, recorder({ status: 401 }));
    endpoint.answer(TOKEN('ya29.one'));
    endpoint.answer(TOKEN('ya29.two'));
    expect((await ask()).status).toBe(401);
    expect((await ask()).status).toBe(401);
    expect((await ask()).status).toBe(401);
    expect(provider.sent.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer ya29.one',
      'Bearer ya29.two',
      'Bearer ya29.two',
    ]);
  });

  it('keeps its token through a reload that keeps the key', async () => {
    const transport = tokenEndpoint();
    let document = config({ vertex: vertex() });
    const gateway = createGateway(
      { name: 'test', read: () => Promise.resolve(JSON.stringify(document)) },
      { transport },
    );
    await gateway.ready;
    const ask = async (): Promise<string | undefined> => {
      await gateway.fetch(post(VERTEX, {}), ALICE);
      const { headers = [] } = transport.asked.at(-1) as UpstreamRequest;
      return headers[headers.indexOf('authorization') + 1];
    };
    const reloadWith = async (fields: object): Promise<void> => {
      document = config({ vertex: vertex(fields) });
      await gateway.reload();
    };
    transport.answer(TOKEN('ya29.one'));
    for (let i = 0; i < 4; i += 1) transport.answer({ body: {} });
    expect(await ask()).toBe('Bearer ya29.one');
    await reloadWith({ models: ['g', 'h'] });
    expect(await ask()).toBe('Bearer ya29.one');
    await reloadWith({ apikey: keyfileOf({ private_key_id: 'key-2' }) });
    await reloadWith({});
    transport.answer(TOKEN('unused'));
    expect(transport.asked).toHaveLength(3);
    await gateway.fetch(post(VERTEX, {}), ALICE);
    expect(transport.asked.at(-1)?.origin).toBe(TOKEN_ORIGIN);
  });

  it('without a token refuses in the dialect of the client, and says when to try again', async () => {
    const { provider, endpoint, ask } = stage({ vertex: vertex() });
    endpoint.answer({ status: 503 });
    const response = await ask();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.json()).toEqual({
      error: {
        code: 503,
        status: 'UNAVAILABLE',
        message: 'the gateway\'s credential for provider "vertex" cannot be had right now; try again',
        details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1s' }],
      },
    });
    expect((await ask()).status).toBe(503);
    expect(endpoint.asked).toHaveLength(1);
    expect(provider.sent).toEqual([]);
  });

  it('that was refused a token says that another try is pointless', async () => {
    const { endpoint, ask } = stage({ vertex: vertex() });
    endpoint.answer({ status: 400, body: { error: 'invalid_grant' } });
    const response = await ask();
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([503, 'false']);
    expect(response.headers.get('retry-after')).toBeNull();
  });

  it('that cannot be used hands its models to nobody else', async () => {
    const providers = {
      broken: vertex({ apikey: 'keyfile::x', preference: 1 }),
      other: vertex({ apikey: 'other' }),
    };
    const { provider, ask } = stage(providers);
    const response = await ask(VERTEX.replace('_aperture_auto_vertex_project_id_', 'p'));
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('provider \\"broken\\" has a key that cannot be used');
    expect(provider.sent).toEqual([]);
  });

  it('is told of by name, and nothing else of it', async () => {
    const { gateway, endpoint } = stage({ vertex: vertex() });
    const told = await gateway.explain({ as: 'alice@example.com', path: VERTEX });
    expect(told.forward).toMatchObject({
      credential: 'override',
      url: 'https://us-east5-aiplatform.googleapis.com/v1/projects/my-project/locations/us-east5/publishers/google/models/g:generateContent',
    });
    expect(told.steps).toContainEqual({
      step: 'credential',
      detail:
        "the organisation's own credential; the client's is removed (a token of the service account gateway@my-project.iam.gserviceaccount.com)",
    });
    expect(JSON.stringify(told)).not.toContain('PRIVATE');
    expect(endpoint.asked).toEqual([]);
  });
});

describe('an AWS key pair', () => {
  const SIGNER = {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    sessionToken: 'FwoGZXIvYXdzE',
    region: 'us-east-1',
    service: 'bedrock',
  };
  const HOST = 'bedrock-runtime.us-east-1.amazonaws.com';
  const MODEL = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-v1:0';
  const bedrock = (fields: object = {}): object => ({
    baseurl: `https://${HOST}`,
    apikey: `${SIGNER.accessKeyId}:${SIGNER.secretAccessKey}:${SIGNER.sessionToken}`,
    authorization: 'aws-sigv4',
    models: [MODEL],
    compatibility: { bedrock_model_invoke: true },
    ...fields,
  });
  const PATH = `/bedrock/model/${encodeURIComponent(MODEL)}/invoke`;
  /** What a client signs for the gateway, in a header and in a URL. */
  const SIGNED = {
    authorization: 'AWS4-HMAC-SHA256 Credential=theirs',
    'x-amz-date': '20260101T000000Z',
    'x-amz-content-sha256': 'theirs',
    'x-amz-security-token': 'theirs',
  };
  const PRESIGNED =
    '?X-Amz-Algorithm=theirs&X-Amz-Credential=theirs&X-Amz-Date=theirs&X-Amz-Expires=theirs&X-Amz-SignedHeaders=theirs&X-Amz-Signature=theirs&X-Amz-Security-Token=theirs';

  /** Keeps the requests as they are. */
  function keeper(): Transport & { readonly sent: UpstreamRequest[] } {
    const inner = recorder();
    const sent: UpstreamRequest[] = [];
    return { sent, send: (request) => (sent.push(request), inner.send(request)) };
  }

  const verdict = async ({ method, path, headers, body }: UpstreamRequest): Promise<string | null> => {
    const bytes =
      body === null ? new Uint8Array() : body instanceof Uint8Array ? body : await collectBytes(body);
    return awsRefusal({ method, path, host: HOST, headers, body: bytes }, SIGNER);
  };

  it("signs what goes upstream, and nothing of the client's signature does", async () => {
    const transport = keeper();
    const gateway = createGateway(config({ bedrock: bedrock({ add_headers: ['X-Amz-Team: a'] }) }), {
      transport,
    });
    const response = await gateway.fetch(
      post(PATH + PRESIGNED, { max_tokens: 1 }, { ...SIGNED, 'x-amz-user-agent': 'aws-sdk-js/3' }),
      ALICE,
    );
    expect(response.status).toBe(200);
    const [sent] = transport.sent as [UpstreamRequest];
    expect(sent.path).toBe(PATH.slice('/bedrock'.length));
    expect(await verdict(sent)).toBeNull();
    expect(JSON.stringify(sent)).not.toContain('theirs');
  });

  it("sends a client's own signature on, unsigned by anybody else, in passthrough mode", async () => {
    const transport = keeper();
    const gateway = createGateway(config({ bedrock: bedrock({ auth_mode: 'passthrough' }) }), { transport });
    await gateway.fetch(post(PATH, {}, SIGNED), ALICE);
    await gateway.fetch(post(PATH, {}), ALICE);
    const [own, fallback] = transport.sent as [UpstreamRequest, UpstreamRequest];
    expect(own.headers).toEqual(expect.arrayContaining(Object.entries(SIGNED).flat()));
    expect(await verdict(fallback)).toBeNull();
  });

  it('holds no longer body than any provider gets', async () => {
    const transport = keeper();
    const server = { max_body_bytes: 400_000 };
    const gateway = createGateway({ ...config({ bedrock: bedrock() }), server }, { transport });
    const streamed = (length: number): Request =>
      new Request(`http://gateway${PATH}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: new Blob([new Uint8Array(length)]).stream(),
        ...({ duplex: 'half' } as object),
      });
    expect((await gateway.fetch(streamed(400_000), ALICE)).status).toBe(200);
    expect((await gateway.fetch(streamed(400_001), ALICE)).status).toBe(413);
    expect(transport.sent).toHaveLength(1);
    expect(await verdict(transport.sent[0] as UpstreamRequest)).toBeNull();
  });

  it('a Bedrock API key is a bearer token', async () => {
    const transport = keeper();
    const key = { apikey: 'bedrock-api-key-x', authorization: 'bearer' };
    const gateway = createGateway(config({ bedrock: bedrock(key) }), { transport });
    await gateway.fetch(post(PATH, {}, SIGNED), ALICE);
    expect(JSON.stringify(transport.sent)).not.toContain('theirs');
    expect(transport.sent[0]?.headers.slice(-4, -2)).toEqual(['authorization', 'Bearer bedrock-api-key-x']);
  });

  it('is told of by region and service, and nothing else of it', async () => {
    const gateway = createGateway(config({ bedrock: bedrock() }), { transport: recorder() });
    const told = JSON.stringify(await gateway.explain({ as: 'a', path: PATH }));
    expect(told).toContain('a signature with an AWS key for bedrock in us-east-1');
    expect(told).not.toContain(SIGNER.accessKeyId);
    expect(told).not.toContain(SIGNER.secretAccessKey);
  });
});

describe("a Gemini client's own key in the query", () => {
  const GEMINI = '/v1beta/models/g:streamGenerateContent';
  const providers = {
    gemini: {
      baseurl: 'https://generativelanguage.googleapis.com',
      auth_mode: 'passthrough',
      models: ['g'],
      compatibility: { gemini_generate_content: true },
      add_headers: ['x-goog-api-key: configured'],
    },
  };

  it('goes in a header, alone', async () => {
    const { provider, ask } = stage(providers);
    await ask(`${GEMINI}?alt=sse&key=AIza-mine`);
    await ask(`${GEMINI}?$key=AIza-mine&alt=sse`, { 'x-goog-api-key': '' });
    for (const { url, headers } of provider.sent) {
      expect(url).toBe(`https://generativelanguage.googleapis.com${GEMINI}?alt=sse`);
      expect(headers['x-goog-api-key']).toBe('AIza-mine');
    }
    await ask(`${GEMINI}?alt=sse&key=AIza-mine`, { 'x-goog-api-key': 'AIza-header' });
    expect(provider.sent[2]?.url).not.toContain('key');
    expect(provider.sent[2]?.headers['x-goog-api-key']).toBe('AIza-header');
  });

  it('is not told of', async () => {
    const { gateway } = stage(providers);
    const told = await gateway.explain({ as: 'a', path: `${GEMINI}?key=AIza-mine`, headers: {} });
    expect(told.forward?.credential).toBe('passthrough');
    expect(JSON.stringify(told)).not.toContain('AIza');
  });
});
