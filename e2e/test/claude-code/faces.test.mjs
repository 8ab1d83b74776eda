/** Claude Code on a Claude plan, through every way of running the gateway; neither it nor Anthropic must notice. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FACES } from '../../faces.mjs';
import { fieldsOf } from '../../fields.mjs';
import { claudePlan, grant, setStage } from '../../stage.mjs';

const TOKEN = 'sk-ant-oat01-made-alice';
const RENEWED = 'sk-ant-oat01-made-alice-renewed';

describe.each(Object.keys(FACES))('Claude Code through %s', (face) => {
  let stage;
  beforeAll(async () => {
    stage = await setStage({
      face,
      anthropic: { oauthTokens: [TOKEN, RENEWED] },
      config: ({ anthropic }) => ({
        grants: [grant(['*'], { role: 'user' }, { models: 'anthropic-passthrough/**' })],
        providers: { 'anthropic-passthrough': claudePlan(anthropic) },
      }),
    });
  });
  afterAll(() => stage?.close());

  test('completes a turn with the token of `claude setup-token`', async () => {
    const claude = await stage.claude({ env: { CLAUDE_CODE_OAUTH_TOKEN: TOKEN } });
    expect(await claude.print('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
    expect(stage.elsewhere.tunnels).toEqual([]);
  });

  test('signed in to the plan, runs a tool, and goes on with the session', async () => {
    const claude = await stage.claude({ token: RENEWED });
    const tool = await claude.print('please run: printf made-$((40+2))');
    expect(tool).toMatchObject({ code: 0, text: 'The tool said: made-42' });
    expect(await claude.print('and again', '--resume', tool.session)).toMatchObject({
      code: 0,
      text: 'You said: and again',
      session: tool.session,
    });
    for (const { headers } of stage.anthropic.requests.slice(-3))
      expect(headers).toMatchObject({
        authorization: `Bearer ${RENEWED}`,
        'x-claude-code-session-id': tool.session,
      });
  });

  test('asks Anthropic in the very bytes of Claude Code', () => {
    const sent = stage.tap.requests();
    const arrived = stage.anthropic.requests;
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual(
      Array(4).fill('POST /v1/messages?beta=true'),
    );
    expect(arrived.map(({ url }) => url)).toEqual(Array(4).fill('/v1/messages?beta=true'));
    expect(arrived.map(({ sha256 }) => sha256)).toEqual(sent.map(({ sha256 }) => sha256));
    expect(arrived.map(fieldsOf)).toEqual(sent.map(fieldsOf));
    for (const { headers, body } of arrived) {
      expect(headers).toMatchObject({
        'anthropic-version': '2023-06-01',
        'anthropic-beta': expect.stringContaining('oauth-2025-04-20'),
        'user-agent': expect.stringMatching(/^claude-cli\//),
        'x-app': 'cli',
        'x-stainless-retry-count': '0',
      });
      // Without this block a plan is refused (spec/field.md A3).
      expect(JSON.parse(body).system[0].text).toMatch(/^x-anthropic-billing-header: /);
    }
    expect(stage.anthropic.objections).toEqual([]);
  });

  test('logs no token', () => {
    expect(stage.gateway.log()).not.toMatch(/sk-ant/);
  });
});
