/** The real Gemini CLI that is signed in to a Google account, through the gateway: the account's own plan pays. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fieldsOf } from '../../fields.mjs';
import { MODEL, turnAndTool, WORKED } from '../../gemini/turn-and-tool.mjs';
import { codeAssistOwn, OPEN, setGoogleStage } from '../../google/stage.mjs';
import { SDK_FACES } from '../../sdk/stage.mjs';
import { grant } from '../../stage.mjs';

const PROJECT = 'made-companion';
/** What it asks before its first turn; quotas are asked for twice. */
const ACCOUNT = ['loadCodeAssist', 'retrieveUserQuota', 'listExperiments', 'retrieveUserQuota'];

/** Sets a stage for the tests of a group. */
function stageWith(grants, face) {
  let stage;
  beforeAll(async () => {
    stage = await setGoogleStage({
      face,
      models: [MODEL],
      config: ({ codeAssist }) => ({ grants, providers: { google: codeAssistOwn(codeAssist) } }),
    });
  });
  afterAll(() => stage?.close());
  beforeEach(() => {
    stage.codeAssist.requests.length = 0;
  });
  return () => stage;
}

/** The environment of the guide, and a sign-in that needs no browser. */
const signedIn = (stage, token) => ({
  env: {
    GOOGLE_GENAI_USE_GCA: 'true',
    GOOGLE_CLOUD_ACCESS_TOKEN: token,
    CODE_ASSIST_ENDPOINT: stage.tap.url,
  },
});

describe.each(SDK_FACES)('Gemini CLI with a Google account through %s', (face) => {
  const set = stageWith(OPEN, face);

  test('completes a turn and runs a tool, and the backend sees what it sent', async () => {
    const stage = set();
    const token = stage.accounts.issue('person');
    expect(await turnAndTool(await stage.geminiCli(signedIn(stage, token)))).toEqual(WORKED);

    const sent = stage.tap.requests();
    const arrived = stage.codeAssist.requests;
    const turn = 'streamGenerateContent?alt=sse';
    expect(arrived.map(({ url }) => url)).toEqual(
      [...ACCOUNT, turn, ...ACCOUNT, turn, turn].map((verb) => `/v1internal:${verb}`),
    );
    expect(arrived.map(({ url }) => url)).toEqual(sent.map(({ url }) => url));
    expect(arrived.map(({ sha256 }) => sha256)).toEqual(sent.map(({ sha256 }) => sha256));
    // The gateway writes the length of the body last.
    const fields = (request) => fieldsOf(request).toSorted();
    expect(arrived.map(fields)).toEqual(sent.map(fields));
    for (const { headers } of arrived) expect(headers.authorization).toBe(`Bearer ${token}`);
    expect(JSON.parse(arrived.at(-1).body.toString())).toMatchObject({ model: MODEL, project: PROJECT });
    expect(stage.codeAssist.objections).toEqual([]);
    expect(stage.gateway.log()).not.toContain(token);
  });
});

describe('Gemini CLI with a Google account that may use nothing here', () => {
  const set = stageWith([grant(['*'], { role: 'user' })]);

  test('reads so, and the backend is not asked', async () => {
    const stage = set();
    const gemini = await stage.geminiCli(signedIn(stage, stage.accounts.issue('person')));
    const result = await gemini('say hi', { model: MODEL });
    expect(result.code).not.toBe(0);
    expect(result.output).toContain(
      'no route found for /v1internal:loadCodeAssist: no passthrough provider of google_code_assist has a model for user "(loopback)"',
    );
    expect(stage.codeAssist.requests).toEqual([]);
  });
});
