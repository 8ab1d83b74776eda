/** A provider that is named OpenAI, for which Codex does all that it does for its own: zstd, compaction at the backend. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { VERSIONS } from '../codex/exec.mjs';
import { writeNoise } from '../codex/picture.mjs';
import { fieldsOf } from '../fields.mjs';
import { calls, codexOauth, grant, setStage } from '../stage.mjs';
import { makeSignIn } from '../stubs/sign-in.mjs';

const MODEL = 'gpt-5.3-codex';
const named = { signIn: makeSignIn(), provider: { name: 'OpenAI' } };

let stage, seen;
beforeAll(async () => {
  stage = await setStage({ etag: 'W/"models-1"' });
});
afterAll(() => stage?.close());
beforeEach(() => {
  seen = stage.chatgpt.requests.length;
});
/** What the client sent and what arrived in this test, calls of the model only. */
const passed = () => {
  const arrived = calls(stage.chatgpt.requests.slice(seen));
  return { arrived, sent: calls(stage.tap.requests()).slice(-arrived.length) };
};
/** The backend got what Codex sent, and took it: every byte, and every field as it was written. */
const expectUntouched = ({ arrived, sent }) => {
  expect(stage.chatgpt.objections).toEqual([]);
  expect(arrived.map(({ sha256 }) => sha256)).toEqual(sent.map(({ sha256 }) => sha256));
  expect(arrived.map(fieldsOf)).toEqual(sent.map(fieldsOf));
};

/** What tells the session, and how Codex spells it (spec/clients.md 2). */
const SESSION = { '0.169.0': 'session-id', '0.130.0': 'session_id', '0.98.0': 'session_id' };

describe.each(Object.keys(VERSIONS))('Codex %s', (version) => {
  // On a busy machine 0.98 has hung in its tool loop, once in some hundred runs, for a reason that is not known.
  const again = { retry: version === '0.98.0' ? 1 : 0 };

  test('runs a tool and resumes, compressed', again, async () => {
    const codex = await stage.codex({ ...named, version });
    const tool = await codex.exec('please run: printf made-$((40+2))');
    expect(tool).toMatchObject({ code: 0, text: expect.stringMatching(/^The tool said: .*made-42$/s) });
    expect(await codex.exec('resume', tool.thread, 'and again')).toMatchObject({
      code: 0,
      thread: tool.thread,
      text: 'You said: and again',
    });
    const { arrived, sent } = passed();
    expectUntouched({ arrived, sent });
    expect(arrived.map(({ headers }) => headers['content-encoding'])).toEqual(['zstd', 'zstd', 'zstd']);
    expect(arrived.map(({ headers }) => headers[SESSION[version]])).toEqual(Array(3).fill(tool.thread));
  });

  test('compacts a long conversation at the backend', async () => {
    // An answer tells of 1234 tokens.
    const codex = await stage.codex({
      ...named,
      version,
      settings: { model_auto_compact_token_limit: 1_000 },
    });
    const first = await codex.exec('say hi');
    expect(first.code).toBe(0);
    expect(await codex.exec('resume', first.thread, 'and again')).toMatchObject({
      code: 0,
      text: 'You said: and again',
    });
    const { arrived, sent } = passed();
    expectUntouched({ arrived, sent });
    expect(arrived).toHaveLength(3);
    const [, compacting, last] = arrived;
    const newer = version === '0.169.0';
    expect(compacting.path).toBe(`/backend-api/codex/responses${newer ? '' : '/compact'}`);
    expect(compacting.json.input.at(-1).type === 'compaction_trigger').toBe(newer);
    expect(last.json.input.map(({ type }) => type)).toContain('compaction');
  });
});

test('a provider in the model’s name is cut out, and the body goes on decoded', async () => {
  const codex = await stage.codex({ ...named, model: `codex-oauth/${MODEL}` });
  const turn = await codex.exec('say hi');
  expect(turn).toMatchObject({ code: 0, text: 'You said: say hi' });
  expect(JSON.stringify(turn.events) + turn.stderr).not.toMatch(/rerouted|flagged/);
  const { arrived, sent } = passed();
  expect(sent.map(({ headers }) => headers['content-encoding'])).toEqual(['zstd']);
  expect(arrived.map(({ headers }) => headers['content-encoding'])).toEqual([undefined]);
  expect(arrived[0].headers['content-length']).toBe(String(arrived[0].body.length));
  expect(arrived[0].json.model).toBe(MODEL);
});

test('a picture of eight megabytes', async () => {
  const codex = await stage.codex(named);
  await writeNoise(join(codex.workspace, 'noise.png'), 1_450);
  const { code } = await codex.exec('--image', 'noise.png', '--', 'what is this?');
  expect(code).toBe(0);
  const { arrived, sent } = passed();
  expectUntouched({ arrived, sent });
  expect(arrived[0].body.length).toBeGreaterThan(6_000_000);
  expect(JSON.stringify(arrived[0].json).length).toBeGreaterThan(8_000_000);
});

test('a review, which is a call of a sub-agent', async () => {
  const codex = await stage.codex(named);
  execFileSync('git', ['init', '-q'], { cwd: codex.workspace });
  expect(await codex.exec('review', 'look at it')).toMatchObject({ code: 0, text: 'You said: look at it' });
  const { arrived, sent } = passed();
  expectUntouched({ arrived, sent });
  expect(arrived.map(({ headers }) => headers['x-openai-subagent'])).toEqual(['review']);
});

test('the list of models is not asked for again: its mark passes with the list and with each answer', async () => {
  const codex = await stage.codex(named);
  const before = stage.tap.requests().length;
  await codex.exec('please run: true');
  const methods = stage.tap
    .requests()
    .slice(before)
    .map(({ method }) => method);
  // It asks when it starts, often twice; were the mark another than the list's, again after each of the two answers.
  expect(methods.slice(methods.indexOf('POST'))).toEqual(['POST', 'POST']);
  expect(methods).toContain('GET');
});

test('Codex’s own provider, moved by openai_base_url, over HTTP', async () => {
  await stage.writeConfig({
    grants: [grant(['*'], { role: 'admin' }, { models: '**' })],
    providers: { 'codex-oauth': { ...codexOauth(stage.chatgpt), websockets: false } },
  });
  await expect.poll(() => stage.gateway.log()).toContain('the config changed');
  const codex = await stage.codex({ signIn: makeSignIn(), builtIn: true });
  expect(await codex.exec('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
  const { arrived, sent } = passed();
  expectUntouched({ arrived, sent });
  expect(arrived.map(({ headers }) => [headers['content-encoding'], headers.version])).toEqual([
    ['zstd', '0.169.0'],
  ]);
});
