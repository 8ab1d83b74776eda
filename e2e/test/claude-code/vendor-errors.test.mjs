/** Anthropic's own errors: Claude Code goes by their wording, so each must arrive as it was sent. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CLAUDE, claudePlan, grant, setStage } from '../../stage.mjs';

const TOKEN = 'sk-ant-oat01-made-alice';
const UNKNOWN_BETA = 'effort-2025-11-24';

let stage;
beforeAll(async () => {
  stage = await setStage({
    anthropic: { oauthTokens: [TOKEN], models: [CLAUDE, 'claude-opus-5-5'], unknownBetas: [] },
    config: ({ anthropic }) => ({
      // A vendor that says no more is cut off, long after all that it said was read.
      server: { deadlines: { idle: '1s' } },
      grants: [grant(['*'], { role: 'user' }, { models: '**' })],
      providers: {
        'anthropic-passthrough': claudePlan(anthropic, [CLAUDE, 'claude-opus-5-5', 'claude-old']),
      },
    }),
  });
});
afterAll(() => stage?.close());
beforeEach(() => {
  stage.anthropic.requests.length = 0;
});

const streamed = () => stage.anthropic.requests.map(({ body }) => JSON.parse(body).stream);

/** An answer in all that a client sees of it. */
async function ask(origin, { prompt, encoding }) {
  const response = await fetch(`${origin}/v1/messages?beta=true`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TOKEN}`,
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'oauth-2025-04-20',
      'content-type': 'application/json',
      'accept-encoding': encoding,
    },
    body: JSON.stringify({ model: CLAUDE, max_tokens: 1, messages: [{ role: 'user', content: prompt }] }),
  });
  const headers = Object.fromEntries(response.headers);
  // Of one connection, or for the gateway's own origin.
  for (const name of ['date', 'connection', 'keep-alive', 'set-cookie']) delete headers[name];
  return {
    status: response.status,
    headers,
    body: Buffer.from(await response.arrayBuffer()).toString('hex'),
  };
}

describe.each(['identity', 'gzip'])('in the content coding %s', (encoding) => {
  test.each([
    ['rate_limit_error', 429],
    ['overloaded_error', 529],
    ['invalid_request_error', 400],
    ['permission_error', 403],
    ['api_error', 500],
  ])('%s arrives byte for byte', async (type, status) => {
    const direct = await ask(stage.anthropic.url, { prompt: `fail: ${type}`, encoding });
    expect(direct).toMatchObject({ status, headers: { 'request-id': expect.any(String) } });
    expect(await ask(stage.gateway.url, { prompt: `fail: ${type}`, encoding })).toEqual(direct);
  });
});

describe('Claude Code', () => {
  /** One try more is enough to see that it tries again; by itself it tries ten times over three minutes. */
  const twice = { token: TOKEN, env: { CLAUDE_CODE_MAX_RETRIES: '1' } };

  test('waits as long as a 429 tells it to, and asks again', async () => {
    const claude = await stage.claude(twice);
    const { code, error, events } = await claude.print('fail: rate_limit_error');
    expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining('A made rate_limit_error') });
    // `retry-after: 1` of the vendor, and a little at random; by itself it would wait half a second.
    const retry = events.find(({ subtype }) => subtype === 'api_retry');
    expect(retry).toMatchObject({ error_status: 429 });
    expect(retry.retry_delay_ms).toBeGreaterThanOrEqual(1000);
    expect(streamed()).toEqual([true, true]);
  });

  test('tries again when Anthropic is overloaded', async () => {
    const claude = await stage.claude(twice);
    const { code, error } = await claude.print('fail: overloaded_error');
    expect({ code, error }).toEqual({ code: 1, error: expect.stringMatching(/529|[Oo]verloaded/) });
    expect(streamed().length).toBeGreaterThan(1);
  });

  test('leaves a beta out that Anthropic does not know', async () => {
    stage.anthropic.unknownBetas.push(UNKNOWN_BETA);
    const claude = await stage.claude({ token: TOKEN });
    const turn = await claude.print('say hi');
    stage.anthropic.unknownBetas.length = 0;
    expect(turn).toMatchObject({ code: 0, text: 'You said: say hi' });
    expect(
      stage.anthropic.requests.map(({ headers }) => headers['anthropic-beta'].includes(UNKNOWN_BETA)),
    ).toEqual([true, false]);
  });

  test('asks once more, without a stream, after an error inside one', async () => {
    const claude = await stage.claude({ token: TOKEN, env: { CLAUDE_CODE_MAX_RETRIES: '0' } });
    expect(await claude.print('break: overloaded_error')).toMatchObject({
      code: 0,
      text: 'You said: break: overloaded_error',
    });
    expect(streamed()).toEqual([true, false]);
  });

  test('takes a stream that was cut for a lost connection, and asks again', async () => {
    const claude = await stage.claude({ token: TOKEN, env: { CLAUDE_CODE_MAX_RETRIES: '1' } });
    expect(await claude.print('break: silence')).toMatchObject({
      code: 1,
      error: expect.stringContaining('Connection lost'),
    });
    expect(streamed()).toEqual([true, true]);
  });

  test('tells its user of a model that Anthropic does not have', async () => {
    const claude = await stage.claude({ token: TOKEN });
    expect(await claude.print('say hi', '--model', 'claude-old')).toMatchObject({
      code: 1,
      error: expect.stringContaining('(claude-old). It may not exist'),
    });
  });

  test('tells its user of a token that Anthropic does not take', async () => {
    const claude = await stage.claude({ env: { CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-made-old' } });
    expect(await claude.print('say hi')).toMatchObject({
      code: 1,
      error: expect.stringContaining('401 Invalid bearer token'),
    });
  });
});
