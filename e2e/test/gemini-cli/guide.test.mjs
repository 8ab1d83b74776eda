/** Every config of docs/guide/gemini-cli.md, as it stands there but for hosts, keys and the name of a project. */
import { createHash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { setGoogleStage } from '../../google/stage.mjs';
import { adapted, codeOf } from '../../guide.mjs';

const PAGE = 'guide/gemini-cli.md';
const GATEWAY = 'http://127.0.0.1:8787';
const ORGANISATION = 'The Gemini API with the organisation’s key';
const MODELS = {
  newest: ['gemini-3.8-flash', 'gemini-3.1-pro-preview', 'gemini-3.5-flash-lite'],
  login: ['gemini-3-flash', 'gemini-2.5-pro', 'gemini-3.1-flash-lite'],
};
/** Gemini CLI chooses the model by itself, which takes one that is not named. */
const HI = { code: 0, text: 'You said: say hi' };
const RAN = { code: 0, text: expect.stringMatching(/^The tool said: .*made-42/s) };

let stage;
afterEach(() => stage?.close());

/** A stage with the config of a section. */
async function setGuideStage(section, replacements, { identity, ...options } = {}) {
  stage = await setGoogleStage({
    models: MODELS.newest,
    ...options,
    config: (vendors) => {
      const config = adapted(codeOf(PAGE, section, 'jsonc')[0], replacements(vendors));
      return identity ? config.replace('[{ "type": "loopback" }]', identity) : config;
    },
  });
}

/** The variables that a section has its reader export. */
const environment = (section, replacements = {}) =>
  Object.fromEntries(
    Array.from(
      adapted(codeOf(PAGE, section, 'sh')[0], replacements).matchAll(/^export (\w+)="(.*)"$/gm),
      ([, name, value]) => [name, value],
    ),
  );

const settings = () => JSON.parse(codeOf(PAGE, ORGANISATION, 'json')[0]).security;

async function saysHiAndRuns(gemini) {
  return [await gemini('say hi'), await gemini('please run: printf made-%d 0x2a')];
}
const DONE = [HI, RAN].map((result) => expect.objectContaining(result));

test('the Gemini API with the organisation’s key', async () => {
  await setGuideStage(ORGANISATION, ({ gemini }) => ({
    'https://generativelanguage.googleapis.com': gemini.url,
    '${env:GEMINI_API_KEY}': gemini.keys[0],
  }));
  const env = environment(ORGANISATION, { [GATEWAY]: stage.tap.url });
  expect(await saysHiAndRuns(await stage.geminiCli({ ...settings(), env }))).toEqual(DONE);
  expect(stage.complaints()).toEqual([]);
});

test('the Gemini API with a key of one’s own, and a gateway key', async () => {
  const key = 'gw-made-alice';
  const sha256 = createHash('sha256').update(key).digest('hex');
  await setGuideStage(
    'The Gemini API with a key of one’s own',
    ({ gemini }) => ({
      'https://generativelanguage.googleapis.com': gemini.url,
      '(loopback)': 'alice@example.com',
    }),
    {
      keys: ['AIza-made-alice'],
      identity: `[{ "type": "key", "keys": [{ "sha256": "${sha256}", "login": "alice@example.com" }] }]`,
    },
  );
  const env = {
    ...environment(ORGANISATION, { [GATEWAY]: stage.tap.url, 'not-needed': 'AIza-made-alice' }),
    ...environment('A gateway key', { $APERTURE_KEY: key }),
  };
  expect(await saysHiAndRuns(await stage.geminiCli({ ...settings(), env }))).toEqual(DONE);
  expect(stage.complaints()).toEqual([]);
});

test('Vertex AI with the organisation’s service account', async () => {
  const section = 'Vertex AI with the organisation’s service account';
  await setGuideStage(section, ({ vertex, accounts }) => ({
    'https://aiplatform.googleapis.com': vertex.url,
    '${env:VERTEX_SERVICE_ACCOUNT}': Buffer.from(JSON.stringify(accounts.serviceAccount)).toString('base64'),
  }));
  const env = environment(section, { [GATEWAY]: stage.tap.url });
  expect(await saysHiAndRuns(await stage.geminiCli({ env }))).toEqual(DONE);
  expect(stage.complaints()).toEqual([]);
});

test('Vertex AI with an account of one’s own', async () => {
  const section = 'Vertex AI with an account of one’s own';
  await setGuideStage(section, ({ vertex }) => ({ 'https://aiplatform.googleapis.com': vertex.url }));
  const env = environment(section, { [GATEWAY]: stage.tap.url, 'my-project': stage.accounts.project });
  const gemini = await stage.geminiCli({ env, applicationDefault: stage.accounts.person });
  expect(await saysHiAndRuns(gemini)).toEqual(DONE);
  expect(stage.complaints()).toEqual([]);
});

test('Login with Google', async () => {
  const section = 'Login with Google';
  await setGuideStage(
    section,
    ({ codeAssist }) => ({ 'https://cloudcode-pa.googleapis.com': codeAssist.url }),
    {
      models: MODELS.login,
    },
  );
  const env = {
    ...environment(section, { [GATEWAY]: stage.tap.url }),
    // In place of a browser.
    GOOGLE_CLOUD_ACCESS_TOKEN: stage.accounts.issue('person'),
  };
  const gemini = await stage.geminiCli({ env });
  expect(await saysHiAndRuns(gemini)).toEqual(DONE);
  expect(await gemini('say hi', { model: 'pro' })).toMatchObject(HI);
  expect(stage.codeAssist.objections).toEqual([]);
});
