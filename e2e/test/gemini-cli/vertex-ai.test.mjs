/** The real Gemini CLI at Vertex AI, through the gateway: with the organisation's account or key, and as oneself. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MODEL, turnAndToolThrough, worked } from '../../gemini/turn-and-tool.mjs';
import { OPEN, setGoogleStage, vertexAccount, vertexExpress, vertexOwn } from '../../google/stage.mjs';

const VERB = `models/${MODEL}:streamGenerateContent?alt=sse`;
const SHORT = `/v1beta1/publishers/google/${VERB}`;
const inProject = (project, region) =>
  `/v1beta1/projects/${project}/locations/${region}/publishers/google/${VERB}`;

/** Sets a stage for the tests of a group, with one provider. */
function stageWith(provider) {
  let stage;
  beforeAll(async () => {
    stage = await setGoogleStage({
      models: [MODEL],
      config: ({ vertex, accounts }) => ({ grants: OPEN, providers: { vertex: provider(vertex, accounts) } }),
    });
  });
  afterAll(() => stage?.close());
  return () => stage;
}

/** The environment of the guide. */
const guide = (stage, more) => ({
  GOOGLE_GENAI_USE_VERTEXAI: 'true',
  GOOGLE_VERTEX_BASE_URL: stage.tap.url,
  ...more,
});

describe('with the organisation’s service account', () => {
  const set = stageWith(vertexAccount);

  test('and a placeholder for a key: the short path becomes one of the account’s project', async () => {
    const stage = set();
    const through = await turnAndToolThrough(stage, stage.vertex, {
      env: guide(stage, { GOOGLE_API_KEY: 'not-needed' }),
    });
    const [token] = stage.accounts.tokens.keys();
    expect(through).toEqual(
      worked({
        sent: SHORT,
        arrived: inProject(stage.accounts.project, 'global'),
        sentWith: ['x-goog-api-key: not-needed'],
        arrivedWith: [`authorization: Bearer ${token}`],
      }),
    );
    expect(Array.from(stage.accounts.tokens.values())).toEqual(['service account']);
  });

  test('and an account of the user’s own, whose token goes no further', async () => {
    const stage = set();
    const { project } = stage.accounts;
    const through = await turnAndToolThrough(stage, stage.vertex, {
      env: guide(stage, { GOOGLE_CLOUD_PROJECT: project, GOOGLE_CLOUD_LOCATION: 'us-east5' }),
      applicationDefault: stage.accounts.person,
    });
    const [gatewaysOwn] = Array.from(stage.accounts.tokens).find(([, owner]) => owner !== 'person');
    expect(through).toEqual(
      worked({
        sent: inProject(project, 'us-east5'),
        arrived: inProject(project, 'us-east5'),
        sentWith: [expect.stringMatching(/^authorization: Bearer ya29\./)],
        arrivedWith: [`authorization: Bearer ${gatewaysOwn}`],
      }),
    );
  });
});

describe('with the organisation’s key', () => {
  const set = stageWith(vertexExpress);

  test('the short path stays', async () => {
    const stage = set();
    const through = await turnAndToolThrough(stage, stage.vertex, {
      env: guide(stage, { GOOGLE_API_KEY: 'not-needed' }),
    });
    expect(through).toEqual(
      worked({
        sent: SHORT,
        arrived: SHORT,
        sentWith: ['x-goog-api-key: not-needed'],
        arrivedWith: [`x-goog-api-key: ${stage.vertex.key}`],
      }),
    );
  });
});

describe('with a credential of the user’s own', () => {
  const set = stageWith(vertexOwn);

  test('a key', async () => {
    const stage = set();
    const credential = [`x-goog-api-key: ${stage.vertex.key}`];
    const through = await turnAndToolThrough(stage, stage.vertex, {
      env: guide(stage, { GOOGLE_API_KEY: stage.vertex.key }),
    });
    expect(through).toEqual(
      worked({ sent: SHORT, arrived: SHORT, sentWith: credential, arrivedWith: credential }),
    );
  });

  test('a Google account, by OAuth', async () => {
    const stage = set();
    const { project } = stage.accounts;
    const through = await turnAndToolThrough(stage, stage.vertex, {
      env: guide(stage, { GOOGLE_CLOUD_PROJECT: project, GOOGLE_CLOUD_LOCATION: 'global' }),
      applicationDefault: stage.accounts.person,
    });
    const path = inProject(project, 'global');
    const token = [expect.stringMatching(/^authorization: Bearer ya29\./)];
    expect(through).toEqual(worked({ sent: path, arrived: path, sentWith: token, arrivedWith: token }));
    expect(through.arrivedWith).toEqual(through.sentWith);
    expect(new Set(stage.accounts.tokens.values())).toEqual(new Set(['person']));
  });
});
