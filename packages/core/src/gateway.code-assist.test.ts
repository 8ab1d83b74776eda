/** Gemini CLI's "Login with Google": calls that name a model, and calls about the account that signed in. */
import { describe, expect, it } from 'vitest';
import { createGateway } from './gateway.ts';
import { ALICE, AS, ask, CAP, post, url } from './testing/gateway.ts';
import { recorder } from './testing/recorder.ts';
import { recordingStore } from './testing/store.ts';
import { bytesFrom, streamFromBytes } from './wire/byte-source.ts';

const provider = (more: object = {}): object => ({
  baseurl: 'https://cloudcode-pa.googleapis.com',
  auth_mode: 'passthrough',
  models: ['gemini-3.8-flash', 'gemini-3.1-pro-preview'],
  compatibility: { google_code_assist: true },
  ...more,
});
const CONFIG = {
  grants: [
    { src: ['*'], app: { [CAP]: [{ role: 'user' }] } },
    { src: ['alice@example.com'], app: { [CAP]: [{ models: '*/gemini-3.8-flash' }] } },
    { src: ['bob@example.com'], app: { [CAP]: [{ models: 'of-the-organisation/**' }] } },
  ],
  providers: {
    'of-the-organisation': provider({ auth_mode: 'override', apikey: 'ya29.organisation', preference: 9 }),
    second: provider({ baseurl: 'https://second.example', apikey: 'ya29.fallback' }),
    google: provider({ preference: 1 }),
    off: provider({ preference: 5, disabled: true }),
    gemini: provider({ preference: 5, compatibility: { gemini_generate_content: true } }),
  },
};
const GOOGLE = 'https://cloudcode-pa.googleapis.com';
const TOKEN = { authorization: 'Bearer ya29.mine' };
const turn = { model: 'gemini-3.8-flash', project: 'p', request: { contents: [] } };
const asked = (
  path: string,
  body: object,
  headers: Record<string, string> = TOKEN,
  who = ALICE,
): ReturnType<typeof ask> => ask(post(path, body, headers), who, recorder(), CONFIG);

describe('a turn', () => {
  it('goes by the model in its envelope, byte for byte', async () => {
    const path = '/google/v1internal:streamGenerateContent?alt=sse';
    const { sent } = await asked(path, turn);
    expect(sent).toMatchObject([
      {
        url: `${GOOGLE}/v1internal:streamGenerateContent?alt=sse`,
        body: JSON.stringify(turn),
        headers: TOKEN,
      },
    ]);
  });

  it('needs a grant for its model', async () => {
    const refused = await asked('/google/v1internal:generateContent', {
      ...turn,
      model: 'gemini-3.1-pro-preview',
    });
    expect(refused).toMatchObject({ status: 404, body: { error: { status: 'NOT_FOUND' } }, sent: [] });
  });
});

describe('the session of a turn', () => {
  it.each([10, 700_000])('stands at the end of its body of %s bytes', async (size) => {
    for (const captures of ['headers', 'full']) {
      const { store, records } = recordingStore();
      const transport = recorder();
      const gateway = createGateway({ ...CONFIG, database: { captures } }, { transport, store });
      const contents = [{ role: 'user', parts: [{ text: 'x'.repeat(size) }] }];
      const body = JSON.stringify({ ...turn, request: { contents, session_id: 'session-1' } });
      const chunks = body.match(/.{1,60000}/g) ?? [];
      const request = new Request(url('/google/v1internal:generateContent'), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...TOKEN },
        body: streamFromBytes(bytesFrom(...chunks.map((chunk) => new TextEncoder().encode(chunk)))),
        duplex: 'half',
      } as RequestInit);
      await (await gateway.fetch(request, ALICE)).text();
      expect(records).toMatchObject([{ session: 'session-1', modelAsked: 'gemini-3.8-flash' }]);
    }
  });
});

describe('a call about the account', () => {
  it.each([
    ['/v1internal:loadCodeAssist', GOOGLE],
    ['/v1internal:onboardUser', GOOGLE],
    ['/v1internal:countTokens', GOOGLE],
    ['/second/v1internal:listExperiments', 'https://second.example'],
  ])('%s goes to the passthrough provider that is preferred or named', async (path, origin) => {
    const body = { metadata: {}, model: { 'not a': 'model' } };
    const { sent } = await asked(path, body);
    expect(sent).toMatchObject([
      { url: origin + path.replace('/second', ''), body: JSON.stringify(body), headers: TOKEN },
    ]);
  });

  it('may be a question', async () => {
    const operation = new Request(url('/v1internal/operations/op-1'), { headers: TOKEN });
    const { sent } = await ask(operation, ALICE, recorder(), CONFIG);
    expect(sent).toMatchObject([{ method: 'GET', url: `${GOOGLE}/v1internal/operations/op-1`, body: '' }]);
    expect((await asked('/v1internal:getCodeAssistGlobalUserSetting', {})).status).toBe(405);
  });

  it('never has the credential of the organisation', async () => {
    // Not of one that only overrides, and not as the fallback of another.
    expect(await asked('/of-the-organisation/v1internal:loadCodeAssist', {})).toMatchObject({
      status: 404,
      sent: [],
    });
    const without = await asked('/second/v1internal:loadCodeAssist', {}, {});
    expect(without).toMatchObject({ status: 401, body: { error: { status: 'UNAUTHENTICATED' } }, sent: [] });
    expect(without.body).toHaveProperty('error.message', expect.stringContaining('sign in'));
  });

  it('needs a grant for some model there', async () => {
    const { status, body, sent } = await asked(
      '/v1internal:loadCodeAssist',
      {},
      TOKEN,
      AS('bob@example.com'),
    );
    expect({ status, sent }).toEqual({ status: 404, sent: [] });
    expect(body).toHaveProperty(
      'error.message',
      'no route found for /v1internal:loadCodeAssist: no passthrough provider of google_code_assist has a model for user "bob@example.com"',
    );
  });

  it('leaves no record, as it is no call of a model', async () => {
    const { store, records } = recordingStore();
    const gateway = createGateway(CONFIG, { transport: recorder(), store });
    for (const [path, body] of [
      ['/v1internal:loadCodeAssist', {}],
      ['/google/v1internal:generateContent', turn],
    ] as const) {
      await (await gateway.fetch(post(path, body, TOKEN), ALICE)).text();
    }
    expect(records.map(({ format, modelAsked }) => [format, modelAsked])).toEqual([
      ['google_code_assist', 'gemini-3.8-flash'],
    ]);
  });

  it('is explained', async () => {
    const gateway = createGateway(CONFIG, { transport: recorder() });
    const question = { as: 'alice@example.com', path: '/v1internal:loadCodeAssist' };
    expect(await gateway.explain(question)).toMatchObject({
      forward: { provider: 'google', url: `${GOOGLE}/v1internal:loadCodeAssist`, credential: 'passthrough' },
    });
  });
});
