/** Endpoints beside the main ones of the formats: forms, what a provider keeps, Vertex's odd paths, probes. */
import { describe, expect, it } from 'vitest';
import { createGateway } from './gateway.ts';
import { ALICE, AS, ask, CAP, post, url } from './testing/gateway.ts';
import { recorder } from './testing/recorder.ts';

const CONFIG = {
  grants: [
    { src: ['*'], app: { [CAP]: [{ role: 'user' }] } },
    { src: ['alice@example.com'], app: { [CAP]: [{ models: '**' }] } },
    { src: ['bob@example.com'], app: { [CAP]: [{ models: 'openai/whisper-1' }] } },
  ],
  providers: {
    openai: {
      baseurl: 'https://api.openai.com',
      apikey: 'sk-organisation',
      models: ['whisper-1', 'text-embedding-3-small', 'gpt-image-1'],
      compatibility: { openai_responses: true },
    },
    anthropic: {
      baseurl: 'https://api.anthropic.com',
      apikey: 'k',
      models: ['claude'],
      compatibility: { anthropic_messages: true },
    },
    vertex: {
      baseurl: 'https://aiplatform.googleapis.com',
      models: ['claude@1', 'gemini-3'],
      compatibility: { google_raw_predict: true, google_generate_content: true },
    },
  },
};

const form = (...fields: readonly (readonly [name: string, value: string | Blob])[]): Request => {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  return new Request(url('/v1/audio/transcriptions'), { method: 'POST', body });
};
const sound = new Blob([Uint8Array.from({ length: 50_000 }, (_, i) => i)], { type: 'audio/wav' });

describe('a form', () => {
  it('goes by the model among its fields, byte for byte', async () => {
    const request = form(['file', sound], ['model', 'whisper-1'], ['language', 'en']);
    const whole = await request.clone().text();
    const { sent } = await ask(request, AS('bob@example.com'), recorder(), CONFIG);
    expect(sent).toMatchObject([{ url: 'https://api.openai.com/v1/audio/transcriptions', body: whole }]);
    expect(sent[0]?.headers['content-type']).toBe(request.headers.get('content-type'));
  });

  it('loses the provider in front of its model and nothing else', async () => {
    const request = form(['model', 'openai/whisper-1'], ['file', sound]);
    const whole = await request.clone().text();
    const { sent } = await ask(request, ALICE, recorder(), CONFIG);
    expect(sent[0]?.body).toBe(whole.replace('openai/whisper-1', 'whisper-1'));
  });

  it('is refused without a model, with an ungranted one, or where JSON belongs', async () => {
    const bob = AS('bob@example.com');
    expect(await ask(form(['file', sound]), ALICE, recorder(), CONFIG)).toMatchObject({
      status: 400,
      body: { error: { code: 'model_missing' } },
      sent: [],
    });
    expect(await ask(form(['model', 'gpt-image-1']), bob, recorder(), CONFIG)).toMatchObject({
      status: 404,
      body: { error: { code: 'model_not_found' } },
      sent: [],
    });
    const json = post('/v1/audio/transcriptions', { model: 'whisper-1' });
    expect(await ask(json, bob, recorder(), CONFIG)).toMatchObject({
      status: 415,
      body: { error: { message: 'send the body as content-type: multipart/form-data' } },
    });
    const misplaced = new Request(url('/v1/embeddings'), { method: 'POST', body: new FormData() });
    expect((await ask(misplaced, ALICE, recorder(), CONFIG)).status).toBe(415);
  });
});

describe("the rest of OpenAI's API", () => {
  it('is served under either of its flags', async () => {
    const { sent } = await ask(
      post('/v1/embeddings', { model: 'text-embedding-3-small', input: 'x' }),
      ALICE,
      recorder(),
      CONFIG,
    );
    expect(sent).toMatchObject([
      {
        url: 'https://api.openai.com/v1/embeddings',
        headers: { authorization: 'Bearer sk-organisation' },
      },
    ]);
    expect(await ask(post('/v1/embeddings', { model: 'claude' }), ALICE, recorder(), CONFIG)).toMatchObject({
      status: 404,
      body: {
        error: {
          code: 'format_mismatch',
          message: 'Model is available through anthropic_messages, not openai_chat or openai_responses',
        },
      },
    });
  });

  it('takes pictures as JSON and as a form', async () => {
    const body = new FormData();
    body.append('model', 'gpt-image-1');
    const edits = url('/v1/images/edits');
    for (const request of [
      new Request(edits, { method: 'POST', body }),
      post('/v1/images/edits', { model: 'gpt-image-1' }),
    ])
      expect((await ask(request, ALICE, recorder(), CONFIG)).sent).toHaveLength(1);
  });
});

describe('files and batches', () => {
  it('go to the provider in the path, in its own methods', async () => {
    const transport = recorder();
    const gateway = createGateway(CONFIG, { transport });
    const upload = new FormData();
    upload.append('purpose', 'batch');
    upload.append('file', new Blob(['{"body":{"model":"any"}}\n']), 'a.jsonl');
    for (const [method, path, body] of [
      ['GET', '/openai/v1/files?limit=2', null],
      ['POST', '/openai/v1/files', upload],
      ['GET', '/openai/v1/files/file-1/content', null],
      ['DELETE', '/openai/files/file-1', null],
      ['POST', '/openai/v1/batches/b_1/cancel', null],
    ] as const) {
      const request = new Request(url(path), { method, body, headers: { authorization: 'Bearer mine' } });
      expect((await gateway.fetch(request, ALICE)).status).toBe(200);
    }
    const api = 'https://api.openai.com/v1';
    expect(transport.sent.map((one) => [one.method, one.url])).toEqual([
      ['GET', `${api}/files?limit=2`],
      ['POST', `${api}/files`],
      ['GET', `${api}/files/file-1/content`],
      ['DELETE', `${api}/files/file-1`],
      ['POST', `${api}/batches/b_1/cancel`],
    ]);
    expect(transport.sent.map(({ headers }) => headers['authorization'])).toEqual(
      Array(5).fill('Bearer sk-organisation'),
    );
    expect(transport.sent[1]?.body).toContain('name="purpose"');
    expect(transport.sent[0]?.headers).not.toHaveProperty('content-length');
  });

  it('need a grant for all of the provider', async () => {
    const files = (): Request => new Request(url('/openai/v1/files'));
    expect(await ask(files(), AS('bob@example.com'), recorder(), CONFIG)).toMatchObject({
      status: 404,
      body: {
        error: {
          message:
            '/v1/files may be about any model, and no grant opens all of provider "openai" for user "bob@example.com"',
        },
      },
      sent: [],
    });
  });

  it('say which provider, method or format is missing', async () => {
    expect(await ask(new Request(url('/v1/files')), ALICE, recorder(), CONFIG)).toMatchObject({
      status: 404,
      body: { error: { message: expect.stringContaining('as in /<provider>/v1/files') } },
    });
    const put = await ask(new Request(url('/openai/v1/files'), { method: 'PUT' }), ALICE, recorder(), CONFIG);
    expect([put.status, put.response.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect(await ask(new Request(url('/anthropic/v1/files')), ALICE, recorder(), CONFIG)).toMatchObject({
      status: 404,
      body: {
        error: {
          message: 'Provider is available through anthropic_messages, not openai_chat or openai_responses',
        },
      },
    });
  });

  it('are explained like any other call', async () => {
    const gateway = createGateway(CONFIG, { transport: recorder() });
    const told = await gateway.explain({ as: 'alice@example.com', method: 'GET', path: '/openai/v1/files' });
    expect(told).toMatchObject({
      decision: 'forward',
      forward: { provider: 'openai', url: 'https://api.openai.com/v1/files', grant: 'grants[1]' },
    });
    expect(told.forward).not.toHaveProperty('model');
  });
});

it("counts Anthropic's tokens on Vertex AI by the model in the body", async () => {
  const path = '/v1/projects/p/locations/l/publishers/anthropic/models/count-tokens:rawPredict';
  const { sent } = await ask(post(path, { model: 'claude@1' }), ALICE, recorder(), CONFIG);
  expect(sent).toMatchObject([
    { url: `https://aiplatform.googleapis.com${path}`, body: '{"model":"claude@1"}' },
  ]);
  expect(await ask(post(path, { model: 'gemini-9' }), ALICE, recorder(), CONFIG)).toMatchObject({
    status: 404,
    body: { error: { status: 'NOT_FOUND' } },
  });
});

describe('probes', () => {
  const probe = (path: string, context = ALICE): Promise<Response> =>
    createGateway(CONFIG, { transport: recorder() }).fetch(
      new Request(url(path), { method: 'HEAD' }),
      context,
    );

  it.each(['/', '/api/hello', '/anthropic', '/anthropic/', '/anthropic/api/hello'])('%s', async (path) => {
    expect((await probe(path)).status).toBe(200);
  });

  it('tell nobody anything who may not use the gateway', async () => {
    expect((await probe('/', {})).status).toBe(403);
    expect((await probe('/api/nothing')).status).toBe(404);
  });
});

it('says no to what is below a provider in the dialect of the path', async () => {
  for (const [path, field] of [
    ['/anthropic/v1/messages/nothing', 'type'],
    ['/vertex/v1beta1/projects/x', 'status'],
    ['/v1/publishers/google/models/x:nothing', 'status'],
    ['/openai/v1/nothing', 'code'],
  ] as const) {
    const { body } = await ask(post(path, {}), ALICE, recorder(), CONFIG);
    expect(body.error, path).toHaveProperty(field);
    expect(body.error, path).not.toHaveProperty(field === 'status' ? 'type' : 'status');
  }
});
