/** What the user of Codex reads when the gateway says no. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codexExec } from '../codex/exec.mjs';
import { makeCodexHome } from '../codex/home.mjs';
import { CASE, startRefusingHost } from '../refusing-host.mjs';
import { calls, codexOauth, grant, once, setStage } from '../stage.mjs';
import { startElsewhere } from '../stubs/elsewhere.mjs';
import { makeSignIn } from '../stubs/sign-in.mjs';

describe('Codex is refused', () => {
  let stage;
  beforeAll(async () => {
    stage = await setStage({
      chatgptModels: ['gpt-5.3-codex', 'gpt-5.5'],
      config: ({ chatgpt }) => ({
        grants: [
          grant(
            ['(loopback)'],
            { role: 'user' },
            { models: 'codex-oauth/gpt-5.3-codex' },
            { models: 'codex-oauth/gpt-old' },
          ),
          grant(['boss@example.com'], { role: 'admin' }),
        ],
        providers: { 'codex-oauth': codexOauth(chatgpt, ['gpt-5.3-codex', 'gpt-5.5', 'gpt-old']) },
      }),
    });
  });
  afterAll(() => stage?.close());
  beforeEach(() => {
    stage.chatgpt.requests.length = 0;
  });

  test.each(['gpt-5.5', 'gpt-9'])('%s, a model that is not granted or does not exist', async (model) => {
    const before = calls(stage.tap.requests()).length;
    // Not `once`: by the code Codex knows that asking again is of no use, and shows nothing but the message.
    const codex = await stage.codex({ signIn: makeSignIn(), model });
    expect(await codex.exec('say hi')).toMatchObject({
      code: 1,
      error: `no route found for model "${model}" for user "(loopback)"`,
    });
    expect(calls(stage.tap.requests())).toHaveLength(before + 1);
    expect(calls(stage.chatgpt.requests)).toEqual([]);
  });

  test('without a sign-in, and told how to sign in', async () => {
    const codex = await stage.codex({ provider: once });
    expect(await codex.exec('say hi')).toMatchObject({
      code: 1,
      error: expect.stringContaining('unexpected status 401 Unauthorized: '),
    });
    expect(calls(stage.chatgpt.requests)).toEqual([]);
  });

  test('an API key, in the words of the backend, which takes none', async () => {
    const codex = await stage.codex({
      provider: { ...once, requires_openai_auth: false, experimental_bearer_token: 'sk-made' },
    });
    expect(await codex.exec('say hi')).toMatchObject({
      code: 1,
      error: expect.stringContaining('API keys are not accepted here.'),
    });
    expect(calls(stage.chatgpt.requests)).toHaveLength(1);
  });

  test('by the backend itself, whose own words it gets', async () => {
    const codex = await stage.codex({ signIn: makeSignIn(), model: 'gpt-old', provider: once });
    expect(await codex.exec('say hi')).toMatchObject({
      code: 1,
      error: expect.stringContaining(
        "The 'gpt-old' model is not supported when using Codex with a ChatGPT account.",
      ),
    });
    expect(calls(stage.chatgpt.requests)).toHaveLength(1);
  });
});

describe('Codex has no role', () => {
  let stage;
  beforeAll(async () => {
    stage = await setStage({
      config: ({ chatgpt }) => ({
        grants: [grant(['boss@example.com'], { role: 'admin' }, { models: '**' })],
        providers: { 'codex-oauth': codexOauth(chatgpt) },
      }),
    });
  });
  afterAll(() => stage?.close());

  test('and reads so', async () => {
    const codex = await stage.codex({ signIn: makeSignIn(), provider: once });
    expect(await codex.exec('say hi')).toMatchObject({
      code: 1,
      error: expect.stringContaining('unexpected status 403 Forbidden: access denied: no role granted'),
    });
    expect(calls(stage.chatgpt.requests)).toEqual([]);
  });
});

/** What budgets and guardrails say no with; a host application's own source may do so as well. */
describe('Codex is refused by the host application', () => {
  const REFUSALS = {
    quota_exceeded: { status: 429, headers: { 'retry-after': '7200' } },
    guardrail_blocked: { status: 403 },
    guardrail_unavailable: { status: 503 },
  };
  const messageOf = (code) => `${code} is what the user reads.`;
  let host, elsewhere;
  const homes = [];
  beforeAll(async () => {
    host = await startRefusingHost((name) => {
      const [code] = name.split(' ', 1);
      return { code, message: messageOf(code), ...REFUSALS[code] };
    });
    elsewhere = await startElsewhere();
  });
  afterAll(async () => {
    await host?.close();
    await elsewhere?.close();
    await Promise.all(homes.map((home) => home.remove()));
  });
  /** Without a sign-in, so that every request is a call of the model. */
  const refusedBy = async (name, { path = '/v1', ...provider } = {}) => {
    const home = await makeCodexHome({
      baseUrl: host.url + path,
      elsewhere: elsewhere.url,
      provider: { requires_openai_auth: false, http_headers: { [CASE]: name }, ...provider },
    });
    homes.push(home);
    return codexExec(home, ['say hi']);
  };

  test.each(['/codex', '/v1'])('for its budget at %s: once, with the message and the time', async (path) => {
    const name = `quota_exceeded ${path}`;
    const { code, error } = await refusedBy(name, { path });
    expect(code).toBe(1);
    expect(error).toMatch(
      /^You’ve hit your usage limit\. quota_exceeded is what the user reads, or try again at .*\d\d?:\d\d/,
    );
    expect(host.requests(name)).toBe(1);
  });

  test.each([
    ['guardrail_blocked', '403 Forbidden'],
    ['guardrail_unavailable', '503 Service Unavailable'],
  ])('%s', async (name, status) => {
    const { code, error } = await refusedBy(name, once);
    expect(code).toBe(1);
    expect(error).toContain(`unexpected status ${status}: ${messageOf(name)}`);
  });
});
