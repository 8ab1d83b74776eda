/** The config changes while the gateway runs and Codex is at work. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { FACES } from '../faces.mjs';
import { codexOauth, grant, once, setStage } from '../stage.mjs';
import { makeSignIn } from '../stubs/sign-in.mjs';

const configWith = (stage, models) => ({
  grants: [grant(['*'], { role: 'admin' }, { models: '**' })],
  providers: { 'codex-oauth': codexOauth(stage.chatgpt, models) },
});

describe.each(Object.keys(FACES))('%s reads its config again', (face) => {
  let stage;
  beforeAll(async () => {
    stage = await setStage({
      face,
      chatgptModels: ['gpt-5.3-codex', 'gpt-6-sol'],
      config: (vendors) => configWith(vendors, ['gpt-5.3-codex']),
    });
  });
  afterAll(() => stage?.close());

  const models = async () => {
    const list = await (
      await fetch(`${stage.gateway.url}/v1/models`, { headers: stage.gateway.headers })
    ).json();
    return list.data.map(({ id }) => id);
  };

  test('and the next turn uses the new model', async () => {
    const codex = await stage.codex({ signIn: makeSignIn(), model: 'gpt-6-sol', provider: once });
    expect((await codex.exec('say hi')).code).toBe(1);

    await stage.writeConfig(configWith(stage, ['gpt-6-sol']));
    await vi.waitFor(async () => expect(await models()).toEqual(['gpt-6-sol']), { timeout: 10_000 });
    expect(await codex.exec('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
  });
});

describe('aperture serve is given a broken config', () => {
  let stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.close());

  test('and says so, and serves on with the old one', async () => {
    await stage.writeConfig({ providers: { 'codex-oauth': { apikey: '${env:NOT_THERE}' } } });
    await vi.waitFor(() => expect(stage.gateway.log()).toContain('unsubstituted macros: [NOT_THERE]'), {
      timeout: 10_000,
    });
    const codex = await stage.codex({ signIn: makeSignIn() });
    expect(await codex.exec('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
  });
});
