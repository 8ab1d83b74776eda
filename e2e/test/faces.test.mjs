/** The same turns through every way of running the gateway; the backend and the client must not notice it. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeNoise } from '../codex/picture.mjs';
import { FACES } from '../faces.mjs';
import { fieldsOf } from '../fields.mjs';
import { calls, setStage } from '../stage.mjs';
import { makeSignIn } from '../stubs/sign-in.mjs';

describe.each(Object.keys(FACES))('Codex through %s', (face) => {
  const alice = makeSignIn();
  let stage, codex;
  beforeAll(async () => {
    stage = await setStage({ face });
    codex = await stage.codex({ signIn: alice });
  });
  afterAll(() => stage?.close());

  test('completes a turn', async () => {
    const { code, text, events } = await codex.exec('say hi');
    expect({ code, text }).toEqual({ code: 0, text: 'You said: say hi' });
    // The usage stands in the last event of the stream: it came whole.
    expect(events.at(-1)).toMatchObject({ type: 'turn.completed', usage: { input_tokens: 1200 } });
  });

  test('runs a tool, and goes on with the session on resume', async () => {
    const tool = await codex.exec('please run: printf made-$((40+2))');
    expect(tool).toMatchObject({ code: 0, text: expect.stringMatching(/^The tool said: .*made-42$/s) });
    const resumed = await codex.exec('resume', tool.thread, 'and again');
    expect(resumed).toMatchObject({ code: 0, thread: tool.thread, text: 'You said: and again' });

    const session = calls(stage.chatgpt.requests).slice(-3);
    for (const { headers, body } of session) {
      expect(headers).toMatchObject({ 'session-id': tool.thread, 'thread-id': tool.thread });
      expect(JSON.parse(body).prompt_cache_key).toBe(tool.thread);
    }
    // The second call of a turn brings back what the first one's answer gave: response headers pass, and so do these.
    expect(session.map(({ headers }) => typeof headers['x-codex-turn-state'])).toEqual([
      'undefined',
      'string',
      'undefined',
    ]);
  });

  test('hands on a picture of some megabytes', async () => {
    await writeNoise(join(codex.workspace, 'noise.png'), 1000);
    const { code, text } = await codex.exec('--image', 'noise.png', '--', 'what is this?');
    expect({ code, text }).toEqual({ code: 0, text: expect.stringContaining('what is this?') });
    expect(calls(stage.chatgpt.requests).at(-1).body.length).toBeGreaterThan(3_000_000);
  });

  test('hands on what Codex compresses', async () => {
    const compressing = await stage.codex({ signIn: alice, provider: { name: 'OpenAI' } });
    expect(await compressing.exec('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
    expect(calls(stage.chatgpt.requests).at(-1).headers['content-encoding']).toBe('zstd');
  });

  test('asks the backend in the very bytes of Codex', () => {
    const sent = calls(stage.tap.requests());
    const arrived = calls(stage.chatgpt.requests);
    expect(sent.map(({ url }) => url)).toEqual(Array(6).fill('/codex/responses'));
    expect(arrived.map(({ url }) => url)).toEqual(Array(6).fill('/backend-api/codex/responses'));
    expect(arrived.map(({ sha256 }) => sha256)).toEqual(sent.map(({ sha256 }) => sha256));
    expect(arrived.map(fieldsOf)).toEqual(sent.map(fieldsOf));
    for (const { headers } of arrived)
      expect(headers).toMatchObject({
        authorization: `Bearer ${alice.accessToken}`,
        'chatgpt-account-id': alice.account,
        originator: 'codex_exec',
      });
    expect(stage.chatgpt.objections).toEqual([]);
  });

  test('never sees the sign-in renewed, and logs no secret', () => {
    expect(stage.elsewhere.requests.filter(({ path }) => path === '/oauth/token')).toEqual([]);
    const secrets = [
      alice.accessToken,
      ...stage.chatgpt.requests.flatMap(({ headers }) => headers['x-codex-turn-metadata'] ?? []),
    ];
    expect(secrets.filter((secret) => stage.gateway.log().includes(secret))).toEqual([]);
  });

  test('ends in good order when it is asked to', async () => {
    expect(await stage.gateway.close()).toBe(0);
  });
});
