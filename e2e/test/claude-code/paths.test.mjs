/** Base URLs with a path, and what Claude Code asks besides messages. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anthropicKey, claudePlan, grant, setStage } from '../../stage.mjs';

const TOKEN = 'sk-ant-oat01-made-alice';
/** Paths that are not the gateway's are those of the app around it, which has nothing there. */
const HOST_APP = 404;
const config = ({ anthropic }) => ({
  grants: [grant(['*'], { role: 'user' }, { models: '**' })],
  providers: {
    // Both serve the same model, and the first would win: the path must choose.
    anthropic: anthropicKey(anthropic),
    'anthropic-passthrough': claudePlan(anthropic),
  },
});

describe.each([
  ['aperture serve', ''],
  ['Express under /ai', '/ai'],
])('%s', (face, mount) => {
  let stage;
  beforeAll(async () => {
    stage = await setStage({ face, anthropic: { oauthTokens: [TOKEN] }, config });
  });
  afterAll(() => stage?.close());
  beforeEach(() => {
    stage.anthropic.requests.length = 0;
    stage.anthropic.objections.length = 0;
  });

  test.each([mount, `${mount}/`])('at the base URL %o the preferred provider answers', async (path) => {
    const claude = await stage.claude({ path, token: TOKEN });
    expect(await claude.print('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
    expect(stage.tap.requests().at(-1).url).toBe(`${mount}/v1/messages?beta=true`);
    expect(stage.anthropic.requests).toMatchObject([
      { url: '/v1/messages?beta=true', headers: { 'x-api-key': stage.anthropic.key } },
    ]);
  });

  test.each([`${mount}/anthropic-passthrough`, `${mount}/anthropic-passthrough/`])(
    'at the base URL %o the provider of that name',
    async (path) => {
      const claude = await stage.claude({ path, token: TOKEN });
      expect(await claude.print('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
      expect(stage.anthropic.requests).toMatchObject([
        { url: '/v1/messages?beta=true', headers: { authorization: `Bearer ${TOKEN}` } },
      ]);
    },
  );

  test.each([mount, `${mount}/anthropic-passthrough`])(
    'a look whether somebody is there at %o is nothing for Anthropic',
    async (path) => {
      const before = stage.tap.requests().length;
      // Not a plan's sign-in, which would open connections of its own to Anthropic in this mode.
      const env = { ANTHROPIC_API_KEY: stage.anthropic.key };
      const claude = await stage.claude({ path, quiet: false, env });
      expect(await claude.print('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
      expect(
        stage.tap
          .requests()
          .slice(before)
          .map(({ method, url }) => `${method} ${url}`)
          .toSorted(),
      ).toEqual([`HEAD ${path}/api/hello`, `POST ${path}/v1/messages?beta=true`]);
      expect(stage.anthropic.requests.map(({ method }) => method)).toEqual(['POST']);
      const answer = await fetch(`${stage.gateway.url}${path}/api/hello`, { method: 'HEAD' });
      expect(answer.status).toBe(path === '/ai' ? HOST_APP : 200);
    },
  );

  test('the tokens of a context are counted by Anthropic', async () => {
    const claude = await stage.claude({ path: mount, token: TOKEN });
    expect(await claude.print('/context')).toMatchObject({
      code: 0,
      text: expect.stringContaining('Context Usage'),
    });
    expect(stage.anthropic.requests.length).toBeGreaterThan(5);
    expect(new Set(stage.anthropic.requests.map(({ url }) => url))).toEqual(
      new Set(['/v1/messages/count_tokens?beta=true']),
    );
    expect(stage.anthropic.objections).toEqual([]);
  });
});
